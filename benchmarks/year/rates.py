"""How often things happen, how people answer, how long each takes; and why we think so.

Sources: D = the description of the domain (groups of 2-10 part-time people on phones, one full-time person for
everything, workshops); P = what peers' users report (named by product and number of the thread);
A = our assumption. Where nothing is known the dearer guess was taken. Nothing here may be changed to reach a target:
the targets are reached by changing the product (docs/decisions/0015-one-queue.md).

| what | rate | why |
|---|---|---|
| edits by an owner | 2.5 a year | P: Candid asks for one a year; A: a few small ones beside it |
| facts of one edit | 1-3 | P: nobody fills the whole form (food-oasis 751) |
| changes of a held fact | 6 % of owned records a year | A: groups register, or take another name |
| of these also in the monthly list later | 60 % | A: registered within months, or never |
| of these wrong, or not the owner | 3 % | A |
| claims | 15 % of unowned records a year | A: workshops and letters bring them |
| claim by code / document / a note | 70 / 18 / 12 % | A: most lists hold a phone; landlines cannot take a code |
| claims that are not theirs | 6 % of documents and notes | A |
| new records by their owners | 6 % a year | D: the directory grew by hundreds a year |
| new records that are here already | 1.5 % a year | P: crisiscleanup 371: people register again what is in |
| changed lines in a monthly list | 1 % a month | A: phone, mail or office of every eighth registered group in a year |
| new lines in a monthly list | 0.4 % a month | A: with one in twelve of them here already under a slightly other name |
| bad lines | 0.3 % of a list | A: as in the list of Hubei 2020 |
| proposals by visitors | 60 a year and 1,000 records | A: P shows that visitors do it, not how often |
| of these true | 85 % | A |
| of these that the list says too, sooner or later | 30 % | A: for records that a list knows |
| answer to a question: member by e-mail, by SMS | 30, 35 % | A: below the usual 40 % of known senders |
| answer to a question: record's own e-mail, SMS | 8, 12 % | A: a stranger's message |
| of the answers by link a correction | 25 % | A: a phone lives two years |
| of the SMS "1" / words / stop | 82 / 13 / 5 % | A: words are thanks, questions, corrections |
| e-mail addresses that die | 8 % a year | A: free mail of part-time people, often left |
| phone numbers that die | 5 % a year | A: numbers are given back when people move |
| sole owners that leave | 6 % a year | D: part-time, 2-10 people; A: one in three of the people who change in a year |
| of these followed by somebody who asks | 60 % | A; by two voices 55 %, by a document else |
| of these who are not entitled | 6 %, always with a document | A: as with claims |
| colleagues invited | 0.15 a year and owned record, every third as an owner too | D: 2-10 people, mostly one writes |
| members shut out by an owner | 1 % of owned records a year | A: people fall out |
| of these who ask for the record as if they came after | 30 % | A: refused, and told to write to the team |
| asked to be handed over though the owner is there | 0.5 % of owned records a year | A; 70 % are stopped by the owner |
| decisions of partners, read by the team | all, once a month | A; the team may, nobody says how often |
| of these overruled (claims and facts) | 2 % | A |
| joined records that were not one | 4 %, said within a month | A: above the error of the labelled set |
| checks asked for | 12 % of owned records a year | A: training and exchange will ask for it |
| of these refused at first | 10 % | A: paper of another name, unreadable photo |
| asked again when the check ends soon | 35 % at 60 days, 50 % of the rest at 14 | A; in the way that was taken before |
| vouches | 1 a year and checked record, 3 % of them reported, half of these taken off | A |
| workshops with paper | 2 a year, 40 sheets each | D |
| new follows | 12 a year and 1,000 records | A |
| webhooks | 1 a year and 1,000 records, half of them to a dead receiver | A |
| people suspended | 0.5 a year and 1,000 | A |
| SMS of strangers | 20 a year and 1,000 records | A: wrong numbers, advertising |
| SMS that a provider refuses for good | 0.3 % of all | A |
| partners | 4, in provinces with 4, 4, 8 and 8 % of the records | D: regional networks; work on Today twice a week |
"""

YEAR = 365
# A year, for each of those who can do it.
EDIT, HELD, CLAIM, NEW, AGAIN, PROPOSAL = 2.5, 0.06, 0.15, 0.06, 0.015, 0.06
MAIL_DIES, PHONE_DIES, OWNER_LEAVES, CHECK, VOUCH = 0.08, 0.05, 0.06, 0.12, 1.0
FOLLOW, WEBHOOK, SUSPENDED, STRANGE_SMS = 0.012, 0.001, 0.0005, 0.02
COLLEAGUE, MEMBER_SUSPENDED, HANDOVER_GRAB = 0.15, 0.01, 0.005
# A month, of the lines of the list.
LINE_CHANGES, LINE_NEW, LINE_BAD, LINE_NEW_IS_HERE = 0.01, 0.004, 0.003, 1 / 12
# Shares.
LISTED, LISTED_OWNED = 0.6, 0.2  # of the records at the beginning; the others were made by their owners
HELD_IN_LIST, HELD_WRONG = 0.6, 0.03
BY_CODE, BY_DOCUMENT, CLAIM_FALSE = 0.70, 0.18, 0.06
PROPOSAL_TRUE, PROPOSAL_IN_LIST = 0.85, 0.3
ANSWERS = {("member", "email"): 0.30, ("member", "sms"): 0.35, ("own", "email"): 0.08, ("own", "sms"): 0.12}
LINK_CORRECTS, SMS_YES, SMS_WORDS = 0.25, 0.82, 0.13
SUCCESSOR, BY_VOICES, CHECK_REFUSED, VOUCH_REPORTED, DEAD_RECEIVER = 0.6, 0.55, 0.10, 0.03, 0.5
HANDOVER_FALSE, COLLEAGUE_OWNS, SUSPENDED_ASKS, OWNER_STOPS, VOUCH_UNTRUE = 0.06, 1 / 3, 0.3, 0.7, 0.5
OVERRULED, MERGE_UNDONE, LOOK_AT_PARTNERS = 0.02, 0.04, 2  # the last: a day of the month
RENEWS = {60: 0.35, 14: 0.5}
SMS_REFUSED = 0.003
OWNER_DECIDES = 0.5  # of owners with a correction waiting, in a week
SHEETS, WORKSHOPS = 40, (75, 250)
PROVINCES = (("420000", 0.08), ("510000", 0.08), ("450000", 0.04), ("620000", 0.04))

# Seconds at the desk. One press where the line tells all: 8; look and decide: 45; a paper to compare: 120.
DESK = {
    "organisations.claims": 120,  # open the paper, compare names, decide
    "organisations.claims:note": 300,  # call there
    "organisations.orphan_proposals": 45,  # a correction: look, perhaps at the site, decide
    "organisations.held": 45,  # before and after, perhaps the register
    "organisations.checks": 120,  # a paper or a page of the register against four facts
    "organisations.checks:renew": 45,  # the same page of the register, nothing changed: open it, look, press
    "organisations.handovers": 180,
    "organisations.vouches": 45,
    "organisations.likenesses": 30,  # told apart
    "organisations.likenesses:merge": 90,  # with the preview and the choice of facts
    "organisations.sms": 45,  # read and answer
    "queue.undelivered": 60,
    "queue.failed_steps": 300,
    "queue.silence": 120,
    "batch": 12,  # one of many that are ticked together: read the line
    "list": 600,  # bring in one list: fetch, columns, look at the preview, confirm
    "list:line": 20,  # one line that may be here already
    "list:bad": 15,
    "sheet": 40,
    "suspend": 180,
    "partners:line": 10,  # read one decision of a partner
    "overrule": 180,  # look again, turn it, write why
    "letter": 300,  # somebody who was shut out writes: read, look, answer
    "undo": 300,  # read the letter, compare, part them again
    "open": 20,  # open Today, once a day that something waits
}
# Seconds of an owner. A link: open, read three facts; an SMS: read, type 1.
OWNER = {
    "link": 40,
    "link:correction": 40,
    "sms": 15,
    "sms:words": 60,
    "edit": 60,
    "edit:fact": 40,
    "held": 90,
    "claim:code": 240,
    "claim:document": 480,
    "claim:note": 300,
    "new": 1200,
    "decide": 45,
    "check": 420,
    "vouch": 180,
    "voice": 90,
    "invite": 60,
    "join": 120,
    "suspend": 60,
    "stop": 60,
    "handover": 600,
    "sheet": 600,
    "webhook": 600,
}
