# Words of the terminal in English.
cli-welcome = The phone rings. Type “answer” to take the call, “help” for the rest.
cli-help =
    answer · hold · resume · mute · unmute · end · join · back
    1, 2, 3, 4              say that reply
    greet · repeat · spell · readback · lookup · askhold · thanks · acknowledge · apologise
    verify · warn · offer DEPARTMENT · further · close
    transfer warm DEPARTMENT · transfer blind DEPARTMENT
    search TEXT             find customers, orders and the like
    open TABLE NUMBER       open one, as: open customers CU123456
    new TABLE               a new one, as: new complaints
    type FIELD = VALUE      fill in a field of the form in front
    save · discard
    article NUMBER          read one, as: article A05 or article P9
    note TEXT
    wrap CODE [TICK,TICK] [: NOTE]    after the call
    quit
cli-log-cannot = The log { $file } cannot be written: { $cause }. Choose another place with --log FILE.
cli-log-waits = The log { $file } cannot be written: { $cause }. The call goes on; what waits is written as soon as you make room.
cli-log-caught-up = The log { $file } is written again, and nothing is missing.
cli-log-cut = The log { $file } ends before the call does: { $cause }. Make room, or choose another place with --log FILE.
cli-card-head = Ended as: { $ending }, after { $length }
cli-passed = passed
cli-not-passed = below the pass mark
cli-field-told = said at { $at }: “{ $line }”
cli-field-read-back = read back at { $at }
cli-field-caught = read back at { $at }, and put right
cli-field-errors = { $wrong } of { $compared } fields wrong: { $rate } per 1,000 (a practised typist: { $expert })
cli-better = Better: “{ $line }”
cli-rings = The phone rings: { $from ->
        [withheld] the number is withheld,
       *[other] { $from }
    } on the { $line }
cli-cut = (you began; heard so far: “{ $heard }…”)
cli-patience = patience { $patience } ({ $by })
cli-dead-air = silence, { $seconds } s
cli-hold = on hold, announced
cli-hold-unannounced = on hold, not announced
cli-hold-ended = back on the line after { $seconds } s
cli-mute = muted
cli-mute-ended = no longer muted
cli-paused = the call stood still for { $seconds } s
cli-ringing = ringing { $department }
cli-refused = { $department } will not take the call
cli-joined = caller and { $department } are joined
cli-form = form { $number }: { $name } { $id }
cli-new = (new)
cli-near = (nearly the same name)
cli-saved = saved { $id }
cli-not-saved = not saved. { $problems }
cli-lost = what was typed in { $name } and not saved is lost
cli-ended = the call is over: { $title }
cli-wrapped = wrapped up as { $code }
cli-no = { $reason }
cli-with-head = By the rubric { $before }, as it was → by { $after }
cli-rewound-head = The first run → this rewound run, which does not count as an attempt
cli-rewound = You play on from { $at }, as the call stood before: { $what }
cli-difference-critical = { "  " }critical errors: { $before } → { $after }
cli-difference-none = No criterion comes out otherwise.
cli-explore-plays = { $title }: { $calls } bot calls
cli-explore-title = { $title } ({ $id })
cli-explore-bot = Bot
cli-explore-calls = Calls
cli-explore-critical = Critical
cli-explore-endings = Endings
cli-explore-holds = The expert loses nothing, and each flawed bot loses most in the number that its flaw is about.
cli-explore-where = ({ $calls ->
        [one] one call
       *[other] { $calls } calls
    }, first with seed { $seed })
cli-explore-expert-lost = The expert loses points: { $criterion } { cli-explore-where }
cli-explore-expert-critical = The expert makes a critical error: { $what } { cli-explore-where }
cli-explore-not-most = The { $bot } bot loses as much in { $fell } as in { $about }, or more { cli-explore-where }
cli-explore-not-shown = The { $bot } bot loses nothing in { $about } { cli-explore-where }
cli-explore-unexplained = The { $bot } bot loses what its flaw does not explain: { $criterion } { cli-explore-where }
cli-explore-differs = The log of the { $bot } bot does not play the same again { cli-explore-where }
cli-explore-out-of-bounds = The { $bot } bot scores above 100 { cli-explore-where }
cli-explore-unfinished = The { $bot } bot does not get to the end of the call { cli-explore-where }
cli-check-sum =
    { $packs ->
        [1] 1 pack
       *[other] { $packs } packs
    }, { $scenarios ->
        [1] 1 scenario
       *[other] { $scenarios } scenarios
    }: { $errors ->
        [1] 1 error
       *[other] { $errors } errors
    }, { $warnings ->
        [1] 1 warning
       *[other] { $warnings } warnings
    }
cli-check-explain = What a code means, with examples: steadyline check --explain { $code }
cli-check-no-code = There is no code “{ $name }”. { $hint } A list: steadyline check --explain
cli-check-no-file = { $path } does not exist.
cli-check-no-ron = { $path } is no file of a pack: their names end in .ron.
cli-check-no-pack = { $path } belongs to no pack: a scenario lies in the folder calls/ of a pack, beside its pack.ron.
cli-reach-searches = { $title }: searching
cli-reach-too-large = { $title } is too large to be explored: its conditions and acts tell { $count } things apart, and 2,048 are the most.
cli-reach-no-part = there is no part “{ $part }”: name a beat, an ending, or BEAT/REPLY
cli-reach-no-way = no way leads to { $part }: { $verdict }
cli-reach-whole = Every state was searched: { $states }.
cli-reach-bound = The search came to its bound of { $most } states: { $asides ->
        [0] not every call was followed, not even without silences, holds, talk-overs and needless moves
        [1] every call without silences, holds, talk-overs and needless moves was followed
       *[other] every call with fewer than { $asides } silences, holds, talk-overs or needless moves was followed
    }. A narrower search of { $narrow } states looked for what was left.
cli-reach-proved = Every state was searched as far as conditions tell states apart: { $states }. What is dead is proved so.
cli-reach-gets-on = Nobody can get stuck, and at each turn a reply is open: proved
cli-reach-open-stuck = Neither proved nor found: that somebody gets stuck at { $beats }
cli-reach-open-speechless = Neither proved nor found: that no reply is open at { $beats }
cli-reach-beats = Beats
cli-reach-replies = Replies
cli-reach-endings = Endings
cli-reach-others = Branches, other wordings, cuts and the like
cli-reach-covered = { $what }: { $reached } of { $all } reached
cli-reach-bots = { $calls } calls by bots: { $beats } beats, { $replies } replies
cli-reach-reached = Reached
cli-reach-dead = Dead: no call can reach
cli-reach-needs-input = Needs input: only with database entries that the search does not make
cli-reach-ran-dry = Ran dry: not reached before the bound; --states N goes further
cli-reach-stuck = Stuck: from here only hanging up, waiting, wearing the caller out or a wrong transfer ends the call
cli-reach-speechless = Without a reply: here none is open
cli-reach-sound = Everything is reached, and nobody gets stuck: at every turn there is something to say, and a way to an ending.
cli-reach-sound-so-far = Everything is reached, and as far as the search came nobody gets stuck: at every turn there is something to say, and a way to an ending.
cli-reach-written = Written: { $file }
cli-reach-ways = Endings, each by a shortest way
cli-reach-length = { $decisions ->
        [one] one decision
       *[other] { $decisions } decisions
    }, { $time }, seed { $seed }
cli-reach-shortest = Shortest right call: { $length }
cli-reach-longest = Longest call in which nothing comes twice: { $length }
cli-reach-round = The script can go round without end at “{ $beat }”
cli-reach-scores = Scores of { $calls } calls (each reply and ending with the desk done well, and the bots), least, median and best: { $numbers }
cli-reach-score = { $number } { $least }, { $median }, { $most }
cli-reach-twin = (the calm twin)
cli-reach-otherwise = (in a real call otherwise: { $otherwise })
cli-path-step = step { $number } of the path: { $what }
cli-path-refused = this cannot be done here, at { $at }: the walkthrough belongs to another scenario, or the scenario has changed
cli-graph-plays = { $title }: bots play { $seeds ->
        [one] one seed
       *[other] { $seeds } seeds
    }
graph-zero = Patience runs out
graph-cut = Cuts in:
graph-transfer = Transfer to
graph-wrong-transfer = Transfer elsewhere
graph-hang-up = Operator hangs up
graph-silence = silence
graph-interrupted = talked over
graph-after-hold = after hold
graph-warm = warm
graph-blind = blind
graph-stays = stays
graph-returns = goes back
graph-time = time
graph-tells = Tells
graph-right = right ending
graph-second-best = second best
graph-wrong = ending
graph-dead = never reached
cli-voice-done = { $written ->
        [one] One line is
       *[other] { $written } lines are
    } spoken into { $folder }
cli-voice-kept = { $kept ->
        [one] One file was there already and is
       *[other] { $kept } files were there already and are
    } left as { $kept ->
        [one] it was
       *[other] they were
    }; --force writes over them
cli-voice-failed = { $failed ->
        [one] One line
       *[other] { $failed } lines
    } could not be spoken
cli-drill-no-decisions = this is the log of a drill without a call: nothing in it can be played on from a decision
