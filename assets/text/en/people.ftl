# Words about people, their roles and how they sign in, in English.
role-trainee = trainee
role-author = author
role-supervisor = supervisor
role-administrator = administrator
people-none = There is nobody here yet that you may see.
people-attempts = { $attempts ->
        [one] one attempt
       *[other] { $attempts } attempts
    }
people-with-passphrase = has a passphrase
people-without-passphrase = no passphrase
people-added = { $name } is added.
people-renamed = { $old } is now called { $name }. Logs and their seals keep the name of their day.
people-renamed-not = { $file } is not changed, and the old name may stand in it: see to it yourself.
people-role-set = { $name } is now: { $roles }
people-team-joined = { $name } is in { $team }.
people-team-left = { $name } is no longer in { $team }.
people-imported = { $added } added, { $changed } changed, { $same } as they were.
people-import-nothing = Nothing was taken in. Put this right and import the table again.
people-passphrase-of = Passphrase of { $name }:
people-passphrase-new = New passphrase of { $name }:
people-passphrase-again = The same again:
people-passphrase-differs = The two are not the same; nothing was changed.
people-passphrase-set = The passphrase of { $name } is set.
people-sign-in-open = Nobody is asked for a passphrase.
people-sign-in-passphrase = Everybody signs in with a passphrase.
people-lock-after = A session that nobody uses locks after { $minutes } min.
people-lock-never = A session never locks by itself.
people-erase-sure = To erase { $name } means that nobody can bring back their logs, words and recordings. If you are sure, add --yes.
people-erased = { $name } is erased; { $attempts ->
        [one] one attempt keeps its numbers
       *[other] { $attempts } attempts keep their numbers
    } without a name.
people-erased-not = { $file } is not changed, and the person may stand in it: see to it yourself.
people-keep-ever = Attempts are kept for ever.
people-keep-days = Attempts are kept for { $days ->
        [one] one day
       *[other] { $days } days
    }.
people-too-old = { $attempts ->
        [0] None is older.
        [one] One is older; --now lets go of it.
       *[other] { $attempts } are older; --now lets go of them.
    }
people-let-go = { $attempts ->
        [one] One attempt was let go; its numbers stay.
       *[other] { $attempts } attempts were let go; their numbers stay.
    }

import-problem = { $file }: row { $row }, column “{ $column }”: { $what }
import-not-utf8 = the table is not UTF-8 text; save it as “CSV UTF-8”
import-broken = the table cannot be read from here on: { $cause }
import-empty = there are no people in it
import-no-such-column = there is no such column; there are name, roles and teams
import-missing-column = this column is missing
import-twice-column = this column stands there twice
import-cells = { $found } cells, where the first row has { $wanted }; a cell with a comma stands in quotation marks
import-no-such-role = there is no role “{ $role }”; there are trainee, author, supervisor and administrator
import-twice = this name stands in row { $row } already; tell the two apart, for example by a middle name
import-too-large = the table is too large: 20,000 rows and 5 MB at most
