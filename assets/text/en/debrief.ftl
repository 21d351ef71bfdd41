# Words of the debrief in English.
