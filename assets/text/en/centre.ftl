# Words of the terminal about sealed logs and the centre's database.
verify-sound = { $log }: number { $number }, as it was finished
verify-faulty = { $log }: number { $number }, not as it was finished
verify-unsealed = { $log }: no seal; it was finished before logs were sealed, or without the desk's key. The next `steadyline sync` seals it.
verify-all = { $sound } of { $all } attempts are as they were finished. This desk's key: { $key }
sync-done = { $brought } attempts brought; the centre has { $there } of this desk.
sync-unsealed = Some attempts have no seal yet, and another Steadyline is using the data folder; they are brought when it is closed.
centre-where = Say where the centre is: --centre postgres://LOGIN@HOST/DATABASE, or the variable STEADYLINE_CENTRE.
centre-open = The connection to the centre is not encrypted: whoever sits in between can read along. Let the server have a certificate, and add ?sslmode=verify-full to the address.
centre-ready = The centre is ready. Next, a login for each desk: steadyline centre add desk NAME
centre-login = Login { $login }, password { $password } (shown once)
centre-checked = { $sound } of { $all } attempts are sound.
centre-unsound = { $desk }, number { $number }, { $person }: { $what }
verdict-sound = sound
verdict-other_rules = whole, and by a pack that is not known here
verdict-other_score = the score is not what the log comes to
verdict-tampered = changed after it was finished
verdict-unplayable = cannot be played again
