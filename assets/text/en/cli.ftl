# Words of the cli in English.
