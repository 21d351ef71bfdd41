# Words of the front in English.
