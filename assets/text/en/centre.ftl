# Words of the terminal about sealed logs and the centre's database.
verify-sound = { $log }: number { $number }, as it was finished
verify-faulty = { $log }: number { $number }, not as it was finished
verify-unsealed = { $log }: no seal; it was finished before logs were sealed, or without the desk's key. The next `steadyline sync` seals it.
verify-all = { $sound } of { $all } attempts are as they were finished. This desk's key: { $key }
