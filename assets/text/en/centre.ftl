# Words of the terminal about sealed logs and the centre's database.
verify-sound = { $log }: number { $number }, as it was finished
verify-faulty = { $log }: number { $number }, not as it was finished
verify-unsealed = { $log }: no seal; it was finished before logs were sealed, or without the desk's key. The next `steadyline sync` seals it.
verify-all = { $sound } of { $all } attempts are as they were finished. This desk's key: { $key }
sync-done = { $brought ->
    [one] 1 attempt
   *[other] { $brought } attempts
  } brought; the centre has { $there } of this desk.
sync-changed = Number { $number }, { $attempt }: not as it was finished here
sync-differing = Number { $number }: the centre has it otherwise than this desk. Its administrator sees why with `steadyline centre check --again`.
sync-forgotten = The address of the centre is forgotten. Attempts stay here.
sync-nothing = Nothing is new.
sync-assigned = { $count ->
    [one] 1 assignment
   *[other] { $count } assignments
  } published.
sync-fetched = { $count ->
    [one] 1 attempt
   *[other] { $count } attempts
  } fetched.
sync-erased = { $count ->
    [one] 1 attempt
   *[other] { $count } attempts
  } erased at the centre, and therefore here.
sync-held-here = { $count ->
    [one] 1 decision made at this desk holds
   *[other] { $count } decisions made at this desk hold
  } here alone. What is to hold everywhere is decided in a supervisor's own data folder.
sync-judged = { $count ->
    [one] 1 comment or decision
   *[other] { $count } comments and decisions
  } of others fetched.
sync-people = { $count ->
    [one] 1 person is
   *[other] { $count } people are
  } new here, or changed.
sync-assignments = { $count ->
    [one] 1 assignment is
   *[other] { $count } assignments are
  } new here, or changed.
sync-pack = { $pack }: a new version, in { $folder }
sync-pack-replaced = What had been changed by hand there lies in { $folder } now.
sync-pack-refused = { $pack }: the new version was refused, and what is here stays: { $why }
sync-problem = Left out: { $what }
sync-unsealed = Some attempts have no seal yet, and another Steadyline is using the data folder; they are brought when it is closed.
centre-where = Say where the centre is: --centre postgres://LOGIN@HOST/DATABASE, or the variable STEADYLINE_CENTRE.
centre-open = The connection to the centre is not encrypted: whoever sits in between can read along. Let the server have a certificate, and add ?sslmode=verify-full to the address.
centre-ready = The centre is ready. Next, a login for each desk: steadyline centre add desk NAME
centre-login = Login { $login }, password { $password } (shown once)
centre-teams-of-desks = Only desks are for teams; a supervisor's teams are set with `steadyline people team`.
centre-pack-errors = Nothing was published.
centre-published = New or changed at the centre: { $people ->
    [one] 1 person
   *[other] { $people } people
  }, { $assignments ->
    [one] 1 assignment
   *[other] { $assignments } assignments
  }, { $packs ->
    [one] 1 pack
   *[other] { $packs } packs
  }.
centre-checked = { $sound } of { $all } attempts are sound.
centre-erasable = { $attempts ->
    [one] 1 attempt
   *[other] { $attempts } attempts
  } would be erased for good, with the logs. To do it, add --yes.
centre-erased = { $attempts ->
    [one] 1 attempt
   *[other] { $attempts } attempts
  } erased. Counts by month stay, without names.
centre-unsound = { $desk }, number { $number }, { $person }: { $what }
verdict-sound = sound
verdict-other_rules = whole, and by a pack that is not known here
verdict-other_score = the score is not what the log comes to
verdict-tampered = changed after it was finished
verdict-unplayable = cannot be played again
