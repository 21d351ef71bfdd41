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
