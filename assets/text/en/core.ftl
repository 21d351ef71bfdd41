# The words of Steadyline in English, the source language.

-name = Steadyline

## Days and times
-month-1 = Jan
-month-2 = Feb
-month-3 = Mar
-month-4 = Apr
-month-5 = May
-month-6 = Jun
-month-7 = Jul
-month-8 = Aug
-month-9 = Sep
-month-10 = Oct
-month-11 = Nov
-month-12 = Dec
month = { $month ->
    [1] { -month-1 }
    [2] { -month-2 }
    [3] { -month-3 }
    [4] { -month-4 }
    [5] { -month-5 }
    [6] { -month-6 }
    [7] { -month-7 }
    [8] { -month-8 }
    [9] { -month-9 }
    [10] { -month-10 }
    [11] { -month-11 }
   *[12] { -month-12 }
}
date = { $day } { month } { $year }
date-and-time = { $date }, { $hour }:{ $minute }

## Evidence on a scorecard
finding-abuse-borne = The third insult brought neither a warning nor the end of the call.
finding-answered-late = The phone rang for { $seconds } s before you answered.
finding-code-wrong = The code was { $code }; this call is { $right }.
finding-cut-off = You ended the call before it was finished.
finding-dead-air = { $seconds } s of silence that nobody explained.
finding-escape = Hold or mute came straight after a hostile line.
finding-duplicate-row = A second { $table } ({ $row }) was made for somebody who has one ({ $of }).
finding-field-duplicate = { $field }: “{ $truth }” stands in the second record that you made, and not in the caller's own.
finding-field-in-namesake = { $field }: “{ $truth }” was saved for the other customer with nearly the same name.
finding-field-incomplete = { $field }: “{ $saved }” is not all of it; the caller said “{ $truth }”.
finding-field-invented = { $field }: you saved “{ $saved }”, and nobody said that. The caller said “{ $truth }”.
finding-field-misheard = { $field }: you saved “{ $saved }”, the caller said “{ $truth }”. That is near in sound, or one character away.
finding-field-not-mentioned = { $field }: “{ $truth }” is not mentioned.
finding-field-omitted = { $field } was left empty; it should hold “{ $truth }”.
finding-field-stale = { $field }: the old value “{ $saved }” still stands; the caller gave “{ $truth }”.
finding-field-transposed = { $field }: you saved “{ $saved }”, the caller said “{ $truth }”. The same characters, in another order.
finding-field-untouched = { $field } was left as a new record begins, “{ $saved }”; it should hold “{ $truth }”.
finding-field-unsaved = { $field } was typed and not saved before the call left you, so it is lost.
finding-field-wrong-field = { $field }: “{ $saved }” belongs elsewhere. Here it is “{ $truth }”.
finding-field-wrong-record = { $field }: “{ $saved }” belongs to the other customer with nearly the same name.
finding-forbidden-word = “{ $word }” was written down, and must not be.
finding-greeting-late = The greeting came later than { $seconds } s after answering.
finding-greeting-missing = The caller was not greeted.
finding-handover-missing = The hand-over did not hold: { $item }.
finding-hold-unannounced = The caller was put on hold without being asked.
finding-model-step-missing = { $model }: the step “{ $step }” was left out.
finding-move-missing = Not said: { $move }.
finding-mute-long = { $seconds } s of mute that nobody announced.
finding-not-acknowledged = The first answer went past what the caller had just told you: “{ $line }”
finding-step-not-before = This was left out before the call left you: { $step }.
finding-went-there-before = The call should not have come to this on its way: { $step }.
finding-not-done-before = Something had to be done before the call left you.
finding-act-late = What the rule asks for came later than it should.
finding-act-missing = What the rule asks for was never said.
finding-consent-late = The caller was asked to agree later than it should be.
finding-consent-missing = The caller was never asked to agree.
finding-notice-late = That the call is recorded was said later than it should be.
finding-notice-missing = Nobody said that the call is recorded.
finding-not-verbatim = The question was not read as it stands: { $difference }
finding-leading-probe = An answer was put into somebody's mouth: “{ $line }”
finding-not-read-back = The { $fact } was not read back.
finding-read-back-late = The { $fact } was read back at { $at }, after it had been saved.
finding-not-saved-before = No { $table } was saved before the call left you.
finding-not-verified = { $given } of { $wanted } proofs of identity were given.
finding-not-verified-before = The caller had not given { $count } proofs before the call left you.
finding-patience-left = The caller's patience was { $points } at the end.
finding-promise-differs = You promised { $promise }. { $field } says “{ $saved }” and should say “{ $wanted }”.
finding-promise-not-recorded = You promised { $promise }, and no record says so. { $field } should hold “{ $wanted }”.
finding-queue-closed = You tried a department that is closed at this hour.
finding-route-second-best = Second best: { $ending }.
finding-route-unfinished = The call was not finished.
finding-route-wrong = It ended as: { $ending }.
finding-same-words = The same answer in the same words: “{ $line }”
finding-slower-after-hostility = After a hostile line you took { $hostile } tenths of a second to answer, after a calm one { $calm }.
finding-step-missing = A step was left out: { $step }.
finding-stray-change = A { $table } was changed that this call had nothing to do with ({ $row }).
finding-stray-field = { $field } was changed in { $row }, and nobody asked for that.
finding-stray-row = One { $table } too many ({ $row }).
finding-talk-over = You began while the caller had { $seconds } s to go. Heard: “{ $heard }…”
finding-tick-extra = Ticked without cause: { $tick }.
finding-tick-missing = Not ticked: { $tick }.
finding-told-before-proof = You told account details before the caller had proved who they are: “{ $line }”
finding-tone-blaming = Blaming: “{ $line }”
finding-tone-defensive = Defensive: “{ $line }”
finding-tone-dismissive = Dismissive: “{ $line }”
finding-tone-patronising = Patronising: “{ $line }”
finding-transfer-blind = { $department } takes calls warm only, and the call was sent blind.
finding-transfer-needless = { $department } had nothing to do with this call.
finding-transfer-refused = { $department } would not take the call yet.
finding-transfer-unasked = { $department } was rung before the caller could say whether that suits.
finding-transfer-untold = The caller was sent to { $department } without being told.
finding-transfer-warm = { $department } takes calls straight into its queue; nobody had to be rung first.
finding-typed-blame = “{ $word }” was written: who is at fault is not for a note.
finding-typed-insult = “{ $word }” was written about a person.
finding-typed-judgement = “{ $word }” was written: a note says what happened, not what the caller is like.
finding-typed-shouting = Written in capitals: “{ $word }”.
finding-warning-missing = No warning followed insult number { $count }.
finding-warning-without-cause = The caller was warned without having insulted anyone.
finding-wrap-up-late = Wrap-up took { $seconds } s; { $limit } s is the limit.
finding-wrap-up-missing = The call was not wrapped up.

class-right = right
class-stale = old value
class-wrong-field = wrong field
class-wrong-record = wrong customer
class-duplicate = second record
class-transposed = swapped
class-misheard = misheard
class-omitted = left out
class-unsaved = not saved
class-invented = never said

number-records = Records
number-routing = Routing
number-composure = Composure
number-procedure = Procedure
critical-customer = customer-critical
critical-business = business-critical
critical-compliance = compliance-critical
critical-count = { $count ->
    [0] no critical errors
    [one] 1 critical error
   *[other] { $count } critical errors
}

## Under a field
problem-required = This is needed.
problem-not-a-phone = A phone number has 5 to 15 digits.
problem-not-a-date = No such date. Write it as 27 Nov 2026.
problem-not-money = Write a sum, as 64.00.
problem-not-a-number = Write a whole number.
problem-not-a-choice = Choose one of the list.
problem-no-such-row = No such number here. Check the digits.
problem-belongs-elsewhere = This belongs to another customer. Check the digits.

## What cannot be done
refusal-not-now = That is not possible now.
refusal-still-speaking = You are still speaking.
refusal-muted = You are muted: the caller cannot hear you.
refusal-no-such-reply = That reply is not open now.
refusal-no-such-department = There is no such department.
refusal-department-closed = That department is closed now.
refusal-no-such-row = There is no such record.
refusal-no-such-form = That form is not open.
refusal-no-such-field = There is no such field.
refusal-may-not-create = Records of this kind are not made at the desk.
refusal-may-not-edit = This record cannot be changed at the desk.
refusal-nothing-to-spell = The caller has said nothing yet that can be spelled.
refusal-nothing-to-read-back = There is nothing in the form to read back.
refusal-no-such-code = There is no such code.
refusal-no-such-tick = There is no such box.
refusal-no-such-article = There is no such article.
refusal-time-runs-backwards = That lies in the past.

## The call
phase-dialling = Dialling
phase-ringing = Ringing
phase-to-dial = Not dialled yet
phase-talking = Talking
phase-on-hold = On hold
phase-consulting = Consulting
phase-wrap-up = Wrap-up
phase-done = Finished
mood-calm = calm
mood-tense = tense
mood-angry = angry
mood-at-the-end = at the end of their patience
mode-guided = Guided
mode-practice = Practice
mode-assessment = Assessment
who-caller = Caller
who-you = You
who-operator = Operator
dismiss = Dismiss
store-caught-up = There is room again: what was waiting is written, and nothing is missing.

## Decisions of a call, to rewind to
decision-said = “{ $line }”
decision-answer = The call was answered
decision-hold = The caller was put on hold
decision-resume = Back from hold
decision-mute = Muted
decision-unmute = No longer muted
decision-transfer = Transfer to { $department }
decision-join = Caller and department were joined
decision-back = Back from the department to the caller
decision-end = The call was ended
decision-save = A record was saved
decision-wrap-up = The call was wrapped up
decision-other = Something was done
