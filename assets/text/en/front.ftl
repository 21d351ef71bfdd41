# Words of the screens round a call: sign-in, home, briefing, wrap-up, all attempts, settings.

length = { $minutes ->
    [0] { $seconds } s
   *[other] { $minutes } min { $seconds } s
}
verdict-passed = Passed
verdict-not-passed = Not passed
verdict-interrupted = Interrupted

## Sign-in
sign-in-greeting = Practise calls before the first real one. Your attempts and scores are kept under your name, on this machine.
sign-in-name = Your name
sign-in-name-hint = First name and surname
sign-in-empty = Write your name.
sign-in-empty-or-choose = Write your name, or choose it below.
sign-in-earlier = Who has practised here before
sign-in-passphrase = Passphrase
action-sign-in-go-on = Go on
action-sign-in-settings = Settings
action-sign-in-attempts = All attempts

## A desk that is locked
locked-title = Locked: { $person }
locked-why = { $minutes ->
    [one] Nobody has used this desk for a minute. Your passphrase opens it again.
   *[other] Nobody has used this desk for { $minutes } minutes. Your passphrase opens it again.
}
locked-call = The call stands still meanwhile.
action-locked-open = Unlock
action-locked-leave = Somebody else

## Home
home-title = What to practise
home-modes = How much help
home-mode-guided = A hint and the policy stand beside each step, and lines are shorter.
home-mode-practice = No hints. You see the caller's patience, and each slip at once.
home-mode-assessment = As at a real desk: nothing is shown until the scorecard.
home-calls = Calls
home-calls-hint = Enter or a click opens it.
home-no-calls = There are no scenarios. Add a folder with packs under Settings.
home-trains = Trains { $what }
home-effort = { $least }–{ $most } min · level { $level }
home-not-tried = Not yet tried
home-begun = { $count ->
    [one] Begun once, not finished
   *[other] Begun { $count } times, not finished
}
home-count = { $drills ->
    [one] 1 drill
   *[other] { $drills } drills
}, { $lessons ->
    [one] 1 lesson
   *[other] { $lessons } lessons
}
home-no-fit = Nothing fits. Take a filter off.
home-find = Find
home-find-hint = A word of the title
home-company = Company
home-duty = Duty
home-level = Level
home-every-company = Every company
home-every-duty = Every duty
home-every-level = Every level
home-lesson = Lesson
home-lesson-watch = with a call to watch
home-lesson-read = Read
home-lesson-unread = Not read yet
home-next = Next for you
next-first-lesson = Begin here: a few minutes to read, and a call to watch.
next-first-drill = The easiest one to begin with.
next-after-lesson = You have read about it. This is the easiest drill of that duty.
next-not-passed = Not passed the last time.
next-not-passed-lowest = Not passed the last time: { $number } was { $points }, the lowest of your numbers that is due.
next-comes-back = Passed { $days ->
    [one] yesterday
   *[other] { $days } days ago
}, and due again.
next-comes-back-lowest = Passed { $days ->
    [one] yesterday
   *[other] { $days } days ago
}, and due again. { $number } was lowest, with { $points }.
next-new = New to you, and the easiest that is left. What you did today rests until tomorrow.
next-early = Nothing is due today. This one would come back first.
next-again-today = You have done everything today. This one went worst.
home-latest = { $count ->
    [one] { $when }, the only attempt
   *[other] { $when }, the latest of { $count } attempts
}
home-best = best { $number }
home-interrupted = Interrupted calls
home-interrupted-when = begun { $when }, interrupted after { $reached } · { $mode }
home-interrupted-more = { $count ->
    [one] One more stands under All attempts.
   *[other] { $count } more stand under All attempts.
}
home-kept = Attempts are kept in { $folder }
home-silent = No sound can be heard ({ $cause }). Every line is written on the desk too.
action-home-resume = Resume the newest
action-home-next = Start
action-home-find = Find
action-home-company = Company
action-home-duty = Duty
action-home-level = Level
action-home-clear = Every drill
action-home-attempts = All attempts
action-home-settings = Settings
action-home-person = Change person

## Briefing
briefing-title = Briefing
briefing-company = Company
briefing-line = Line
briefing-number = Caller's number
briefing-number-shown = shown when it rings
briefing-number-withheld = withheld
briefing-you-ring = you ring the customer
briefing-length = Usual length
briefing-minutes = { $least }–{ $most } min
briefing-language = Language
briefing-language-lacks = { $own }: this call has no table in { $wanted }
briefing-mode = Mode
briefing-scored = What is scored
briefing-scored-hint = Four numbers from 0 to 100, never blended. A critical error fails the call.
briefing-pass = pass mark { $points }
briefing-keys = Keys at the desk
briefing-start-hint = The phone rings as soon as you start.
briefing-start-hint-dials = The desk opens, and you dial when you are ready.
action-briefing-start = Start the call
action-briefing-back = Back
action-briefing-twin = Take the twin
briefing-caller = Caller
briefing-caller-calm = the calm twin: the same matter, a calm caller
briefing-speed = Speech
briefing-speed-is = callers speak at { $percent } % of their pace
briefing-captions = Captions
briefing-captions-off = none: you take this call by ear

# Twins: the same call with a calm caller.
twin-pill = calm twin
twin-title = { $title } · calm twin
twin-take-calm = Take the calm twin
twin-take-hostile = Take the hostile call
twin-take-written = Take the call with the { $temper } caller

## Keys
keys-title = Keys
keys-note = A plain key holds while no field has the focus; with Alt it holds always.
keys-line = The line
keys-say = What you say
keys-records = Records
keys-knowledge = Knowledge base and notes
keys-screen = This screen
keys-everywhere = Everywhere
keys-replies = Say a reply
keys-new-records = New record
keys-or = { $one }, { $other }
keys-next = Next control
keys-previous = Control before
keys-press = Press, choose or open
keys-arrows = Arrows
keys-move = Move in a list or between tabs
keys-escape = Leave a field, close a list or a dialog
action-keys-open = Keys
action-keys-close = Close

## All attempts
attempts-title = All attempts
attempts-find = Find
attempts-find-hint = Person or call
attempts-person = Person
attempts-scenario = Call
attempts-critical = Only with critical errors
attempts-rewound = With rewound runs
attempts-rewound-run = { $mode } · rewound run
attempts-everybody = Everybody
attempts-every-call = Every call
attempts-hint = Enter opens the debrief, or chooses an interrupted call to resume.
attempts-team = Team
attempts-every-team = Every team
attempts-language = Language
attempts-every-language = Every language
attempts-time = Begun
attempts-every-time = At any time
attempts-days = { $days ->
    [1] Today
   *[other] In { $days } days
}
attempts-below = Below its pass mark
attempts-any-number = Any or none
attempts-blind = Score it blind
attempts-unreviewed = Not reviewed
attempts-appealed = Appeal waits
attempts-count = { $count ->
    [0] No attempts yet.
    [one] 1 attempt.
   *[other] { $count } attempts.
}
attempts-count-filtered = { $count ->
    [0] No attempt fits the filters.
    [one] 1 attempt fits the filters.
   *[other] { $count } attempts fit the filters.
}
attempts-no-critical = none
attempts-critical-count = { $count } critical
action-attempts-back = Back
action-attempts-resume = Resume
action-attempts-clear = Clear filters
action-attempts-more = Show more
action-attempts-sort-person = Person
action-attempts-sort-title = Call
action-attempts-sort-started = When
action-attempts-sort-length = Length
action-attempts-sort-records = Records
action-attempts-sort-routing = Routing
action-attempts-sort-composure = Composure
action-attempts-sort-procedure = Procedure
action-attempts-sort-critical = Critical
action-attempts-sort-passed = Result

## Wrap-up
wrap-up-title = Wrap-up
wrap-up-time = Time for the wrap-up
wrap-up-used = { $used } s of { $limit } s
wrap-up-late = { $used } s, { $over } s over
wrap-up-codes = What was this call?
wrap-up-codes-find = Type a code or a word of it, Enter takes the first
wrap-up-no-code = No code fits.
wrap-up-chosen = { $code } · { $meaning }
wrap-up-missing-code = Choose a code first.
wrap-up-missing-words = { $over ->
    [one] The note is 1 word too long.
   *[other] The note is { $over } words too long.
}
wrap-up-ticks = Tick what applies
wrap-up-note = Note for whoever takes the next call
wrap-up-words = { $used } of { $limit } words
wrap-up-call = The call
wrap-up-ended = The call came to its end.
wrap-up-sent-warm = You put the caller through to { $department }, introduced.
wrap-up-sent-blind = You sent the caller to { $department }.
wrap-up-callback = A callback was agreed.
wrap-up-you-ended = You ended the call.
wrap-up-caller-ended = The caller hung up.
wrap-up-length = It took { $length }.
wrap-up-your-notes = Your notes: { $notes }
wrap-up-lost = Lost: typed, and not saved before the call left you
wrap-up-lost-hint = A form is dropped when a call is sent on or cut off. Save before that.
wrap-up-new = New { $what }
wrap-up-unsaved = Not saved yet. Finishing loses it.
wrap-up-records = Records that are still open
wrap-up-saved = { $what } { $number } is saved.
action-wrap-up-finish = Finish
action-wrap-up-save = Save all

## Settings
settings-title = Settings
settings-you = { $person }
settings-needs-captions = I need captions
settings-captions = Show captions of what callers say
settings-captions-hint = Without captions you take calls by ear, in assessments too. Who needs captions always has them, and so has everybody where no sound can be heard.
settings-speed = How fast callers speak in guided calls
settings-microphone = Practise with the microphone
settings-microphone-hint = In calls you say your answers aloud, and the debrief tells of talk-over, silence, pace and loudness. It is never needed for a score. Wear a headset. Nothing leaves this machine.
settings-keep-sound = Keep what the microphone hears
settings-keep-sound-hint = Kept calls lie in { $folder }. Otherwise no sound is kept, only when you spoke and how loud.
settings-sound-deleted = { $count ->
    [0] There was no kept sound.
    [one] One kept sound is deleted.
   *[other] { $count } kept sounds are deleted.
}
settings-sound-not-deleted = Not deleted: { $cause }.
action-settings-delete-sound = Delete my kept sounds
settings-look = Look
settings-theme = Theme
settings-theme-light = Light
settings-theme-dark = Dark
settings-theme-high-contrast = High contrast
settings-size = Text size
settings-percent = { $percent } %
settings-sound = Sound
settings-volume = Volume
settings-volume-caller = Callers, departments and music
settings-volume-room = Other desks
settings-volume-effects = Ring and clicks
settings-other-desks = People at other desks
settings-other-desks-off = Nobody
settings-other-desks-light = A few
settings-other-desks-busy = A full room
settings-other-desks-note = The more are heard, the harder a call is. The attempt says how many there were.
settings-output = Sound device
settings-system-choice = The one that the system has chosen
settings-ring-output = The phone rings here as well
settings-no-second = Nowhere else
settings-device-missing = Not there now: { $device }
settings-calls = Calls
settings-language = Language of calls
settings-language-own = As written
settings-language-note = A call that is not translated into it is played as it was written; its briefing says so.
settings-language-none = None of the calls here is translated. Authors translate them with steadyline translate.
language-de = German
language-en = English
language-hi = Hindi
language-ru = Russian
language-tr = Turkish
settings-packs = Further packs
settings-engine = Command of a speech engine
settings-engine-hint = eSpeak NG
settings-engine-note = Left empty, eSpeak NG speaks. README.md says what stands in a command.
settings-engine-kept = Kept. The next line is spoken by it.
settings-engine-wrong = Not kept: { $cause }.
settings-folder = Folder with packs of your own
settings-folder-hint = No folder
settings-folder-note = Read when Steadyline starts.
settings-folder-kept = Kept. It is read when Steadyline next starts.
settings-folder-missing = There is no such folder here, so it is not kept.
settings-practice = Practice database
settings-practice-hint = What you save in a call is there in the next one. A reset lays the company's records out as they were at first.
settings-reset-of = Reset { $pack }…
settings-reset-title = Reset the practice database of { $pack }?
settings-reset-means = Whatever calls have saved there is forgotten, for everybody on this machine. Attempts and scores stay.
settings-reset-done = The practice database of { $pack } is as it was at first.
action-settings-back = Back
action-settings-quieter = Quieter
action-settings-louder = Louder
action-settings-keep = Keep it
action-settings-reset = Reset

## The centre, in the settings
settings-centre = Centre
settings-centre-address = Address of the centre
settings-centre-hint = postgres://LOGIN:PASSWORD@HOST/DATABASE
settings-centre-note = Enter keeps it, for this account alone. Write “none” to bring nothing anywhere any more.
settings-centre-none = none
settings-centre-wrong = An address begins with postgres://, and has a host and a database.
settings-centre-kept = Kept. The centre is asked now.
settings-centre-without = Attempts stay on this machine. Where there is a centre, finished attempts are brought there after each call, and what is assigned comes from there.
settings-centre-asks = { $address } is being asked.
settings-centre-done = Everything was brought to { $address } by { $when }.
settings-centre-failed = Not all was brought to { $address }: { $why }. It is tried again in { $seconds } s; nothing is lost meanwhile.
centre-pack-came = A new version of { $pack } came from the centre. It is played when Steadyline next starts.
centre-problem = From the centre: { $problem }

## A passphrase of one's own
settings-secret = Your passphrase
settings-secret-old = The passphrase until now
settings-secret-new = A new one
settings-secret-again = The new one once more
settings-secret-differs = The two are not the same.
settings-secret-done = Your passphrase is another now.
action-settings-renew = Change it
