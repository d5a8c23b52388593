package clerk

// The reasons by which people are told what became of their words.
const (
	ReasonUnknownAdministration Reason = "unknown-administration" // no such administration
	ReasonDate                  Reason = "date"                   // no day that comes
	ReasonNoReason              Reason = "no-reason"              // which the member is to have
	ReasonInterim               Reason = "interim"                // the deadline was moved
	ReasonStatus                Reason = "status"                 // how the case stands
	ReasonWithdrawn             Reason = "withdrawn"              // to who handles it: no answer is needed
	ReasonWithdrawnDone         Reason = "withdrawn-done"         // to the member
	ReasonPassedOn              Reason = "passed-on"              // the case is another administration's
	ReasonYours                 Reason = "yours"                  // an administration passes a case on to itself
	ReasonNotYours              Reason = "not-yours"              // a word of an administration that had the case
	ReasonGivenBack             Reason = "given-back"             // the case is the registrar's again
	ReasonLeftApproval          Reason = "left-approval"          // nothing was done: the answer waits for approval
	ReasonLeftOthers            Reason = "left-others"            // nothing was done: the answer waits for other cases
	ReasonNoAdministration      Reason = "no-administration"      // a registrar's word that cannot be read
	ReasonNoGuess               Reason = "no-guess"               // "OK" to a case of which the rules have no guess
	ReasonNotKnown              Reason = "not-known"              // nearly a word of the registrar's
	ReasonEnded                 Reason = "ended"                  // a registrar's word on a case that is over
	ReasonNotOpen               Reason = "not-open"               // a registrar's word that needs an administration
	ReasonThere                 Reason = "there"                  // the registrar files a case where it is
	ReasonCloseWhy              Reason = "close-why"              // closed without a reason
	ReasonContributesAlready    Reason = "contributes-already"    // it was asked before
	ReasonKindSame              Reason = "kind-same"              // the kind that it has
	ReasonNumbersSet            Reason = "numbers-set"            // numbers of other systems
	ReasonNumberWhich           Reason = "number-which"           // what follows is none
	ReasonKindWhich             Reason = "kind-which"             // no such kind
	ReasonKindNoted             Reason = "kind-noted"             // of a case that is over
	ReasonUnknownWord           Reason = "unknown-word"           // nearly a word
	ReasonOthersWord            Reason = "others-word"            // a word that somebody else may write
	ReasonOnlyFile              Reason = "only-file"              // the answer is in an attached file
	ReasonNoFile                Reason = "no-file"                // the answer speaks of a file that did not come
	ReasonDoneBefore            Reason = "done-before"            // the same word again
	ReasonNothingToConfirm      Reason = "nothing-to-confirm"     // "OK", and nothing was shown
	ReasonCommentKept           Reason = "comment-kept"           //
	ReasonTooLate               Reason = "too-late"               // an official's word on a case that is not open
	ReasonNoQuestion            Reason = "no-question"            // a question back or a new wording without text
	ReasonAsked                 Reason = "asked"                  // the member was asked
	ReasonNothingYet            Reason = "nothing-yet"            // no answer that could be sent as a part
	ReasonPartSent              Reason = "part-sent"              // the case stays open for the rest
	ReasonPartWaits             Reason = "part-waits"             // the same, for approval
	ReasonNoSuchCase            Reason = "no-such-case"           // a duplicate of nothing
	ReasonOthersCase            Reason = "others-case"            // a duplicate of what the member may not see
	ReasonNotAnswered           Reason = "not-answered"           // a duplicate of a case without an answer
	ReasonNothingSent           Reason = "nothing-sent"           // a correction of nothing
	ReasonCorrectWhich          Reason = "correct-which"          // a correction that names no question
	ReasonWhichQuestion         Reason = "which-question"         // a new wording that names no question
	ReasonNothingToWithdraw     Reason = "nothing-to-withdraw"
	ReasonReworded              Reason = "reworded"         //
	ReasonAssigned              Reason = "assigned"         // the registrar's words that were done
	ReasonKindSet               Reason = "kind-set"         //
	ReasonRejected              Reason = "rejected"         // to the member
	ReasonRejectedForYou        Reason = "rejected-for-you" // to the official
	ReasonRejectDone            Reason = "reject-done"      // to the registrar
	ReasonCloseDone             Reason = "close-done"       //

	ReasonContributionAsked  Reason = "contribution-asked"  // others were asked to contribute
	ReasonContributionKept   Reason = "contribution-kept"   // it went to who answers
	ReasonLeadNow            Reason = "lead-now"            // a contribution of those who answer themselves now
	ReasonContributionLate   Reason = "contribution-late"   // the case is answered
	ReasonContributionDue    Reason = "contribution-due"    // it is missing, and the deadline is near
	ReasonContributionSpared Reason = "contribution-spared" // no longer needed
	ReasonStillMissing       Reason = "still-missing"       // what is to come before the deadline
	ReasonWaitsOthers        Reason = "waits-others"        // an assembled letter waits for other cases

	ReasonNoMoreTime   Reason = "no-more-time"   // more time was given as often as it may be
	ReasonTooMuchTime  Reason = "too-much-time"  // the new deadline is too far away
	ReasonNotLater     Reason = "not-later"      // the new deadline is not after the old one
	ReasonNoReply      Reason = "no-reply"       // the member was asked and does not reply: the clock runs again
	ReasonByItself     Reason = "interim-itself" // nobody asked for more time, and the deadline is near
	ReasonInterimSent  Reason = "interim-sent"   // to the administration: the member was told so
	ReasonDueMoved     Reason = "due-moved"      // the calendar or the terms were changed
	ReasonWouldMove    Reason = "would-move"     // to the registrar: they were, and no deadline was moved yet
	ReasonNotApproved  Reason = "not-approved"   // to the head: the answer is there and waits for approval
	ReasonNotAnnounced Reason = "not-announced"  // to the registrar: the member does not know yet who answers
)
