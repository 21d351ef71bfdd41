# Words of the desk in English.
