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
