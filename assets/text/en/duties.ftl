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
