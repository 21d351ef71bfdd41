# Words of the desk in English.

desk-rewound = Rewound run
desk-product = Steadyline

## The phone
desk-number-withheld = Number withheld
desk-patience = Patience
desk-mood-calm = Patience: calm
desk-mood-tense = Patience: tense
desk-mood-angry = Patience: angry
desk-mood-at-the-end = Patience: nearly gone
desk-held-for = On hold for { $time }.
desk-muted = Muted: the caller cannot hear you.
desk-consult-ringing = Ringing { $department }: { $time }, usually { $minutes } min.
desk-consult-answered = { $department } is on the line; the caller is waiting.
action-desk-answer = Answer
action-desk-dial = Dial
action-desk-mute = Mute
action-desk-unmute = Unmute
action-desk-hold = Hold
action-desk-resume = Resume
action-desk-back = Back
action-desk-join = Join
action-desk-transfer = Transfer
action-desk-end = End

## What was said
desk-said = What was said
desk-said-now = { $who } · speaking
desk-said-at = { $who } · { $time }
desk-said-cut = { $who } · { $time } · cut off
desk-not-written = (heard, not written)
action-desk-again = Hear again
action-desk-captions = Captions

## Records
desk-search = Find a record
desk-search-empty = Find a customer, order or phone
desk-results = Records found
desk-similar = similar name
desk-nothing-found = Nothing found.
desk-new = New: Ctrl +
desk-new-form = New { $what }
desk-forms = Open records
desk-form = Record
desk-tab-unsaved = { $name } •
desk-count = { $count } { $what }
desk-near = similar: { $names }
desk-related = What belongs to it: { $counts }
desk-no-form = Find a record, or start a new one.
desk-choice = Choose
desk-choice-empty = (empty)
desk-field-required = { $label } *
desk-save = Save { $what }
desk-discard = Discard
desk-close = Close
desk-status-unsaved = Not saved yet. A transfer would lose it.
desk-status-new = Nothing typed yet.
desk-status-saved = { $what } { $id } is saved.
desk-status-as-found = { $what } { $id }, as it was found.
desk-status-read-only = { $what } { $id } cannot be changed at the desk.
desk-status-refused = { $count ->
    [one] Not saved: one field needs attention.
   *[other] Not saved: { $count } fields need attention.
}
action-desk-search = Find a record
action-desk-save = Save
action-desk-discard = Close the record
action-desk-new-1 = New record 1
action-desk-new-2 = New record 2
action-desk-new-3 = New record 3
action-desk-new-4 = New record 4
action-desk-new-5 = New record 5
action-desk-new-6 = New record 6
action-desk-new-7 = New record 7
action-desk-new-8 = New record 8

## Knowledge
desk-knowledge = Knowledge base
desk-knowledge-empty = Search the knowledge base
desk-departments = Departments
desk-out-of-date = Out of date { $since }
desk-department = { $department }: { $state }
desk-department-open = open, { $minutes } min
desk-department-closed = closed now
desk-department-warm-only = { $state }, warm only
desk-department-blind-only = { $state }, blind only
desk-department-not = Not: { $what }
desk-department-before = First: { $what }
desk-department-how = How: { $how }
desk-how-warm = warm
desk-how-blind = blind
action-desk-knowledge = Search the knowledge base

## Notes
desk-notes = Notes
desk-notes-empty = For yourself, during the call
action-desk-notes = Notes

## What can be said
desk-replies = Say
desk-hint = Hint: { $hint }
desk-turn-dial = You ring this customer. Dial with A.
desk-turn-dialling = It rings at the other end.
desk-turn-ringing = The phone is ringing. Answer with A.
desk-turn-greet = The caller is listening. Greet them with G.
desk-turn-again = You hear it again; the call waits.
desk-turn-listen = The caller is speaking.
desk-turn-department = The department is speaking.
desk-turn-speaking = You are speaking.
desk-turn-hold = The caller is on hold.
desk-turn-consult = The department has not answered yet.
action-desk-reply-1 = Say reply 1
action-desk-reply-2 = Say reply 2
action-desk-reply-3 = Say reply 3
action-desk-reply-4 = Say reply 4
action-desk-reply-5 = Say reply 5
action-desk-reply-6 = Say reply 6
action-desk-move-greet = Greet
action-desk-move-repeat = Ask to repeat
action-desk-move-spell = Ask to spell
action-desk-move-read-back = Read back
action-desk-move-lookup = Announce a look-up
action-desk-move-hold = Ask to hold
action-desk-move-thanks = Return with thanks
action-desk-move-acknowledge = Acknowledge
action-desk-move-apologise = Apologise
action-desk-move-verify = Verify
action-desk-move-warn = Warn about abuse
action-desk-move-offer = Offer a transfer
action-desk-move-further = Offer further help
action-desk-move-close = Close

## What a move is about
desk-about-verify = Ask for which two?
desk-about-verify-note = The second one you choose is asked at once. Press again to take a choice back.
desk-about-spell = Spell what?
desk-about-spell-note = The last thing that was said stands first.
desk-about-offer = Offer a transfer to whom?
desk-about-offer-note = The caller hears the name and the wait.
action-desk-about-1 = Choice 1
action-desk-about-2 = Choice 2
action-desk-about-3 = Choice 3
action-desk-about-4 = Choice 4
action-desk-about-5 = Choice 5
action-desk-about-6 = Choice 6
action-desk-about-7 = Choice 7
action-desk-about-8 = Choice 8
action-desk-about-9 = Choice 9
action-desk-about-0 = Choice 10

## Transfer
desk-transfer-title = Transfer the call
desk-transfer-note = Warm: you speak to the department first, while the caller waits. Blind: the caller goes straight into its queue.
desk-transfer-unsaved = { $count ->
    [one] One record is not saved. A transfer would lose it.
   *[other] { $count } records are not saved. A transfer would lose them.
}
action-desk-to-1 = Department 1
action-desk-to-2 = Department 2
action-desk-to-3 = Department 3
action-desk-to-4 = Department 4
action-desk-to-5 = Department 5
action-desk-to-6 = Department 6
action-desk-to-7 = Department 7
action-desk-to-8 = Department 8
action-desk-to-9 = Department 9
action-desk-to-0 = Department 10
action-desk-transfer-warm = Warm transfer
action-desk-transfer-blind = Blind transfer

## Before something is lost
desk-confirm-end = End the call?
desk-confirm-end-note = The line is cut, and after-call work begins.
desk-confirm-leave = Leave this call?
desk-confirm-leave-note = It is kept as interrupted. You can go on with it from your attempts.
desk-confirm-leave-trial = It is an author's run: nothing of it is kept. You are back in author mode then.
desk-confirm-discard = Throw away what you typed?
desk-confirm-discard-note = The record closes. What was not saved in it is gone.
desk-end-unsaved = { $count ->
    [one] One record is not saved.
   *[other] { $count } records are not saved.
}
action-desk-leave = Leave
action-desk-end-now = End the call
action-desk-leave-now = Leave the call
action-desk-discard-now = Throw it away
action-desk-stay = Stay
desk-no-voice = Callers are not heard ({ $cause }). Every line is written.
desk-paused = The call stands still
desk-paused-cause = The sound was lost: { $cause }. The call's clock has stopped, and the scorecard does not count this time.
desk-paused-lost = Nothing is heard yet. Plug the headset in again, or go on in captions.
desk-paused-back = The sound is back.
sound-lost = The sound was lost ({ $cause }). Every line is written.
sound-back = The sound is back.
action-desk-go-on = Go on with the call
action-desk-leave-paused = Leave the call

## The microphone
microphone-on = Microphone on
microphone-hears = Microphone: you are heard
microphone-wrong = Microphone: trouble
microphone-off = Microphone off
microphone-gone = Your voice is not heard in this call: { $cause }. The call goes on, and scores the same.
microphone-silent = The microphone gives nothing but silence. Is it switched off? The call goes on, and scores the same.
microphone-clipped = Your microphone is too loud, so that its loudness cannot be told. Turn it down.
microphone-noisy = Your microphone hears a steady noise. What is said of your voice may be wrong.
microphone-not-kept = The sound of this call is not kept: { $cause }.
