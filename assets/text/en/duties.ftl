## The duties of an operator, and how hard a drill is.

duty-advise = advise on every question
duty-best-solution = find the best of several true answers
duty-inform = give full and correct information
duty-order = place an order
duty-complaint = take a complaint
duty-line-support = support a line technically
duty-repeated-question = answer the repeated question
duty-rude-caller = a caller who is rude from the first word
duty-common-base = put what was learned into the common database
duty-call-list = work a call list
duty-new-numbers = build the database with new numbers
duty-news = tell the existing base what is new
duty-survey = ask a survey
duty-win-customers = win customers
duty-tidy = keep and order the base

level-0 = not rated
level-1 = 1, first steps
level-2 = 2, easy
level-3 = 3, medium
level-4 = 4, hard
level-5 = 5, very hard

exercise-list = call list
exercise-tidy = rows of the base

## `steadyline duties`

duties-duty = Duty
duties-company = Company
duties-drill = Drill
duties-level = Level
duties-incoming = Incoming
duties-outgoing = Outgoing
duties-title = { $title } ({ $kind })
duties-also = { $title }, also
duties-none = no drill yet

## `steadyline lesson`

lesson-unknown = There is no lesson “{ $name }”. { $hint }
    There are: { $known }
lesson-no-call = The lesson shows the call “{ $name }”, which has errors and cannot be played.
lesson-minutes = { $minutes ->
    [one] 1 minute
   *[other] { $minutes } minutes
}
lesson-when = When
lesson-poor = Not like this
lesson-good = Like this
lesson-why = Why
lesson-demonstration = Demonstration: { $title }
lesson-comment = {"          "}» { $text }
lesson-unheard = This comment never comes, because the call does not have its moment: “{ $text }”

## The lesson screen, and the desk while a demonstration is watched.

action-lesson-back = Back to the list
action-lesson-watch = Watch the demonstration
action-lesson-practise = Practise this
action-watch-pause = Pause
action-watch-speed = Speed
action-watch-next = Next comment
action-watch-before = Comment before
action-watch-practise = Practise this
action-watch-leave = Back to the lesson
lesson-waiting = The call is being got ready.
lesson-how-to-watch = The expert takes this call at a desk like yours, and comments stand beside it. You only watch; it is no attempt and nothing is kept.
lesson-quoted = “{ $text }”
lesson-picture = Picture. { $title }: { $text }.
lesson-field = { $label }: { $value }
lesson-field-noted = { $label }: { $value } ({ $note })
lesson-point = { $at } · patience { $patience } · { $label }
lesson-show = Demonstration, to be watched
watch-comments = Comments
watch-go-on = Go on
watch-speed = Speed { $times }×
watch-moments = Moments
watch-next-moment = Next moment
watch-moment-before = Moment before
watch-to-debrief = Back to the debrief
watch-to-score = Back to your scores
watch-lost = – { $found }
watch-earned = + { $found }
watch-attempt = Replay, to be watched
watch-blind-over = The call is over.
watch-attempt-over = The numbers of this call: { $numbers }.
watch-over = The expert’s numbers in this call: { $numbers }.
