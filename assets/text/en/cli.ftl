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
cli-rings = The phone rings: { $from } on the { $line }
cli-cut = (you began; heard so far: “{ $heard }…”)
cli-patience = patience { $patience } ({ $by })
cli-dead-air = silence, { $seconds } s
cli-hold = on hold, announced
cli-hold-unannounced = on hold, not announced
cli-hold-ended = back on the line after { $seconds } s
cli-mute = muted
cli-mute-ended = no longer muted
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
