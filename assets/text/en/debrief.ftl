# Words of the debrief in English.

action-debrief-again = Try again
action-debrief-back = Back
action-debrief-twin = Take the twin
action-debrief-overview = Overview
action-debrief-criteria = All criteria
action-debrief-transcript = Transcript
action-debrief-next-moment = Next moment
action-debrief-previous-moment = Moment before
action-debrief-replay = Replay the call
action-debrief-play-on = Play on from here
action-debrief-hear = Hear
action-debrief-first-run = Back to the first run

debrief-name = Scorecard of { $title }
debrief-about = { $person } · { $mode } · { $length } · { $ending }
debrief-about-attempt = attempt { $count } · { $about }
debrief-unfinished = not finished
debrief-by-ear = by ear, without captions
debrief-speed = callers at { $percent } % of their pace

## The numbers
debrief-not-counted = –
debrief-number-name = { $number }: { $score } of 100, pass mark { $pass }
debrief-number-name-none = { $number }: nothing of it could occur in this call
debrief-pass = pass { $pass }
debrief-below = below pass { $pass }
debrief-none = not part of this call
debrief-last-time = { $pass } · last time { $before }
debrief-critical = Critical errors
debrief-critical-none = None
debrief-critical-none-note = Nothing that harms the caller, the company or the law.
debrief-critical-kind = { $count } { $kind }
debrief-critical-see = { $at } · { $what }

## The call
debrief-call = The call
debrief-call-note = Patience of the caller. Squares lost something, circles earned something. Choose a moment to read it.
debrief-chart-name = Patience of the caller over { $length }: { $first } at first, { $lowest } at its lowest at { $lowest_at }, { $last } at the end. { $lost ->
    [0] Nothing was lost.
    [one] 1 moment lost something.
   *[other] { $lost } moments lost something.
} { $earned ->
    [0] Nothing was earned.
    [one] 1 moment earned something.
   *[other] { $earned } moments earned something.
}
debrief-moments = Moments
debrief-moments-none = No moment lost or earned anything.
debrief-moment-lost = { $at }, lost: { $what }
debrief-moment-earned = { $at }, earned: { $what }
debrief-moment-more = { $first }, +{ $more }
debrief-band-dead-air = dead air { $seconds } s
debrief-band-hold = hold, asked for
debrief-band-hold-unannounced = hold, not asked for
debrief-band-mute = mute
debrief-band-consulting = with a department
debrief-band-wrap-up = wrap-up

## What was saved
debrief-parts = Parts of the scorecard
debrief-fields = What you saved, against what was said
debrief-fields-none = This call asked for no records.
debrief-fields-field = Field
debrief-fields-saved = You saved
debrief-fields-truth = The caller said
debrief-fields-told = Said at
debrief-fields-row = { $table } { $row }
debrief-fields-row-unsaved = { $table }, not saved
debrief-fields-name = { $field }: you saved { $saved }, the caller said { $truth }, { $class }
debrief-empty = empty
debrief-mentioned = mentioned
debrief-not-mentioned = not mentioned
debrief-mention = mention of “{ $truth }”
debrief-reference = { $heading } ({ $id })
debrief-nobody-said = –
debrief-fields-line = “{ $line }”
debrief-fields-read-back = { $class }, read back
debrief-fields-caught = { $class }, caught by read-back
debrief-fields-rate = { $wrong } of { $compared } fields wrong: { $rate } per 1,000. A practised typist gets { $expert } per 1,000 wrong.

## What to work on
debrief-work = Work on next
debrief-work-none = Nothing was lost. Try the same call at a faster pace, or take a harder caller.
debrief-lost = –{ $points } { $number }
debrief-better = Better: { $better }
debrief-better-line = Better: “{ $line }”
debrief-see = See { $at }
debrief-rule = The rule: { $rule } ({ $lost })
debrief-fails-call = A { $kind } error fails the call, whatever the numbers say.
debrief-not-passed = call not passed
debrief-held-down = A { $kind } error holds the number down, whatever else was earned.
debrief-patience = Patience went from { $before } to { $after }.
debrief-more-evidence = { $count ->
    [one] And 1 more of this.
   *[other] And { $count } more of this.
}
debrief-points = { $earned } of { $possible } points
debrief-points-none = not part of this call
debrief-number-head = { $number } { $score }
debrief-evidence-name = { $at }: { $what }

## Rewind
debrief-play-on = Play on from { $at }
debrief-hear-at = Hear { $at }
debrief-hear-line = { $who }, { $at }: “{ $line }”
debrief-hear-not = This cannot be heard ({ $cause }). { $line }
debrief-outcomes = Both outcomes
debrief-outcomes-note = You played on from { $at }; this run does not count as an attempt. The first time: { $what }
debrief-outcomes-no-attempt = You played on from a moment of an earlier run. This run does not count as an attempt.
debrief-outcomes-alone = The first run cannot be read any more, so there is nothing to compare with.
debrief-outcomes-first = The first run
debrief-outcomes-second = This run
debrief-outcomes-ending = How it ended
debrief-outcomes-result = Result
debrief-outcomes-criteria = Criteria that came out otherwise, in points
debrief-outcomes-same = Every criterion came out as it did before.
debrief-outcomes-name = { $what }: { $first } in the first run, { $second } in this run
debrief-change-more = +{ $points }
debrief-change-less = –{ $points }
debrief-change-same = same
debrief-change-none = not counted
debrief-change-better = better
debrief-change-worse = worse

## The transcript
debrief-line-head = { $who } · { $at }
debrief-line-head-tone = { $who } · { $at } · { $tone }
debrief-line-head-mood = { $who } · { $at } · { $mood }
debrief-cut = cut off by you
debrief-tone-empathetic = empathetic
debrief-tone-warm = warm
debrief-tone-neutral = neutral
debrief-tone-brisk = brisk
debrief-tone-defensive = defensive
debrief-tone-blaming = blaming
debrief-tone-dismissive = dismissive
debrief-tone-patronising = patronising
debrief-happened-answered = Answered after { $seconds } s
debrief-happened-dead-air = { $seconds } s of silence
debrief-happened-hold = On hold, asked for
debrief-happened-hold-unannounced = On hold, not asked for
debrief-happened-hold-ended = Back after { $seconds } s
debrief-happened-mute = Muted
debrief-happened-mute-ended = Heard again after { $seconds } s
debrief-happened-paused = The sound was lost, and the call stood still for { $seconds } s
debrief-happened-transfer = Transfer to { $department }
debrief-happened-refused = { $department } did not take the call
debrief-happened-joined = Caller and { $department } joined
debrief-happened-saved = Saved: { $table } { $id }
debrief-happened-unsaved = Lost unsaved: { $table }
debrief-happened-article = Read: { $title }
debrief-happened-ended = The call ended: { $ending }
debrief-happened-wrap-up = Wrapped up with { $code }

## Evidence that is no criterion's
patience-change = { $way ->
    [fell] Patience fell by { $points ->
        [one] 1 point
       *[other] { $points } points
    }.
   *[rose] Patience rose by { $points ->
        [one] 1 point
       *[other] { $points } points
    }.
}
finding-critical = { $what }
finding-earned-caught = Your read-back showed a mistake, and you put it right: { $what }.
finding-earned-read-back = You read back: { $what }.
finding-earned-saved = The { $table } was saved with everything right.
finding-earned-handed-over = { $department } took over and knew what it was about.
finding-earned-route = It ended as it should: { $ending }.
finding-patience-acknowledge = You answered the caller's trouble. { patience-change }
finding-patience-own = You took it on. { patience-change }
finding-patience-next-step = You said what comes next. { patience-change }
finding-patience-read-back = You said it back. { patience-change }
finding-patience-new-form = You found another way to say it. { patience-change }
finding-patience-check-understanding = You asked what had been understood. { patience-change }
finding-patience-soft-promise = A promise without a date. { patience-change }
finding-patience-kept-promise = You did what you had said. { patience-change }
finding-patience-broken-promise = A promise was not kept. { patience-change }
finding-patience-blame = The caller heard blame. { patience-change }
finding-patience-brush-off = The caller felt brushed off. { patience-change }
finding-patience-talk-down = The caller felt talked down to. { patience-change }
finding-patience-same-words = The same words again. { patience-change }
finding-patience-contradict = The caller was contradicted. { patience-change }
finding-patience-ask-twice = The caller was asked for the same thing again. { patience-change }
finding-patience-apologise = You apologised. { patience-change }
finding-patience-announce = You said what you were doing. { patience-change }
finding-patience-warn = You gave a warning. { patience-change }
finding-patience-silence = Silence. { patience-change }
finding-patience-interrupted = You began before the caller had finished. { patience-change }
finding-patience-hold-announced = The caller was put on hold. { patience-change }
finding-patience-hold-unannounced = The caller was put on hold without being asked. { patience-change }
finding-patience-hold-long = The hold went on. { patience-change }
finding-patience-mute-unannounced = The caller heard nothing: you were muted. { patience-change }
finding-patience-transfer-unannounced = The caller was sent on without being told. { patience-change }
finding-patience-slow-answer = The phone rang for long. { patience-change }
finding-patience-no-greeting = No greeting came. { patience-change }
finding-patience-too-early = You asked for what had just been said. { patience-change }

## Moments in two or three words
mark-abuse-borne = insults borne
mark-answered-late = answered late
mark-code-wrong = wrong code
mark-critical = critical error
mark-cut-off = ended too soon
mark-dead-air = dead air { $seconds } s
mark-duplicate-row = second { $table }
mark-earned-caught = caught by read-back
mark-earned-handed-over = handed over
mark-earned-read-back = read-back
mark-earned-route = right ending
mark-earned-saved = { $table } saved
mark-escape = hold as escape
mark-field-duplicate = { $field }: second record
mark-field-in-namesake = { $field }: wrong customer
mark-field-incomplete = { $field }: not all of it
mark-field-invented = { $field } never said
mark-field-misheard = { $field } misheard
mark-field-not-mentioned = { $field }: left out
mark-field-omitted = { $field } left out
mark-field-stale = { $field }: old value
mark-field-transposed = { $field } swapped
mark-field-untouched = { $field } left as it was
mark-field-unsaved = { $field } not saved
mark-field-wrong-field = { $field }: wrong field
mark-field-wrong-record = { $field }: wrong customer
mark-forbidden-word = written down: { $word }
mark-greeting-late = late greeting
mark-greeting-missing = no greeting
mark-handover-missing = hand-over: { $item }
mark-hold-unannounced = hold not asked for
mark-model-step-missing = { $step } left out
mark-move-missing = not said: { $move }
mark-mute-long = long mute
mark-not-acknowledged = trouble passed over
mark-step-not-before = left too early
mark-went-there-before = a wrong turn
mark-not-done-before = left too early
mark-act-late = said late
mark-act-missing = never said
mark-consent-late = consent asked late
mark-consent-missing = consent not asked
mark-notice-late = recording notice late
mark-notice-missing = no recording notice
mark-not-verbatim = Not word for word
mark-leading-probe = Leading probe
mark-not-read-back = { $fact } not read back
mark-read-back-late = { $fact } read back after saving
mark-not-saved-before = { $table } not saved
mark-not-verified = not verified
mark-not-verified-before = not verified
mark-patience-acknowledge = acknowledged
mark-patience-announce = announced
mark-patience-apologise = apology
mark-patience-ask-twice = asked twice
mark-patience-blame = blame
mark-patience-broken-promise = broken promise
mark-patience-brush-off = brushed off
mark-patience-check-understanding = checked back
mark-patience-contradict = contradicted
mark-patience-hold-announced = hold
mark-patience-hold-long = long hold
mark-patience-hold-unannounced = hold not asked for
mark-patience-interrupted = talked over
mark-patience-kept-promise = kept your word
mark-patience-left = low patience
mark-patience-mute-unannounced = mute
mark-patience-new-form = said it anew
mark-patience-next-step = next step
mark-patience-no-greeting = no greeting
mark-patience-own = owned it
mark-patience-read-back = said it back
mark-patience-same-words = same words
mark-patience-silence = silence
mark-patience-slow-answer = slow answer
mark-patience-soft-promise = vague promise
mark-patience-talk-down = talked down
mark-patience-too-early = asked again
mark-patience-transfer-unannounced = sent on untold
mark-patience-warn = warning
mark-promise-differs = record differs from promise
mark-promise-not-recorded = promise not recorded
mark-queue-closed = closed queue tried
mark-route-second-best = second best
mark-route-unfinished = not finished
mark-route-wrong = wrong ending
mark-same-words = same words
mark-slower-after-hostility = slower
mark-step-missing = step left out
mark-stray-change = wrong record changed
mark-stray-field = { $field } changed
mark-stray-row = a row too many
mark-talk-over = talked over
mark-tick-extra = wrong tick
mark-tick-missing = tick missing
mark-told-before-proof = told before proof
mark-tone-blaming = blaming
mark-tone-defensive = defensive
mark-tone-dismissive = dismissive
mark-tone-patronising = patronising
mark-transfer-needless = needless transfer
mark-transfer-refused = transfer too early
mark-transfer-unasked = caller not asked
mark-transfer-untold = transfer untold
mark-warning-missing = no warning
mark-warning-without-cause = warning without cause
mark-wrap-up-late = late wrap-up
mark-wrap-up-missing = no wrap-up

# Twins and recovery.
debrief-twin = What the { $temper } caller cost
debrief-twin-only-hard = Take the same matter with a calm caller, and see here in counts what the { $temper } caller cost you.
debrief-twin-only-calm = You have taken the calm twin. Take the same matter with the { $temper } caller, and see here in counts what that costs.
debrief-twin-hard = With the { $temper } caller
debrief-twin-calm = With the calm twin
debrief-twin-cost = Cost
debrief-twin-wrong = Wrong fields
debrief-twin-pace = Time for each field entered
debrief-twin-missed = Steps missed
debrief-twin-of = { $count } of { $all }
debrief-twin-seconds = { $seconds } s
debrief-twin-more = { $count } more
debrief-twin-fewer = { $count } fewer
debrief-twin-slower = { $count } s slower
debrief-twin-faster = { $count } s faster
debrief-twin-points-lost = { $count ->
    [one] 1 point lower
   *[other] { $count } points lower
}
debrief-twin-points-won = { $count ->
    [one] 1 point higher
   *[other] { $count } points higher
}
debrief-twin-same = no difference
debrief-twin-line = { $what }: { $sides }
debrief-twin-caution = One call is one call: luck and practice show in it too. { $count ->
    [one] You have 1 pair; from { $needed } pairs on the sums are shown.
   *[other] You have { $count } pairs; from { $needed } pairs on the sums are shown.
}
debrief-twin-this-pair = One call is one call. All your pairs together say more.
debrief-twin-all = All your { $count } pairs together
debrief-recovery = After a hostile call
debrief-recovery-note = You took this call within an hour of a hostile one. Such a call often shows in the next. Beside it stand the middle values of your calls.
debrief-recovery-this = This call
debrief-recovery-after = Your { $count } calls after a hostile one
debrief-recovery-usual = Your { $count } other calls
debrief-recovery-percent = { $percent } %

## The trainee's voice
voice-title = Your voice
voice-beside = Heard by your microphone, and no part of the score: the same call without one scores the same.
voice-heard = { $heard } of { $answers } answers were heard.
voice-none = Nothing was heard of you in this call.
voice-over = { $count ->
    [0] You talked over nobody.
    [one] You talked over the other side once: { $times }.
   *[other] You talked over the other side { $count } times: { $times }.
}
voice-silences = { $count ->
    [0] Nobody waited 6 s for a word.
    [one] Once nobody was heard for 6 s or more: { $times }.
   *[other] { $count } times nobody was heard for 6 s or more: { $times }.
}
voice-silence = { $time } ({ $seconds } s)
voice-pace = Pace: { $calm } words a minute after calm lines, { $hostile } after hostile ones.
voice-pace-calm = Pace: { $calm } words a minute.
voice-louder = Loudness: { $change } dB louder after hostile lines than after calm ones.
voice-softer = Loudness: { $change } dB softer after hostile lines than after calm ones.
voice-few = Loudness is compared from { $needed } answers after calm and { $needed } after hostile lines: here { $calm } and { $hostile }.
voice-echo = The microphone heard the caller from the loudspeaker, so that talking over is not told. Wear a headset.
voice-gone = From { $time } on the microphone heard nothing.
