from ngo2.exchange.forms.introductions import AgreementForm, AmountsForm, AnswerForm, ArrivedForm, NoteForm
from ngo2.exchange.forms.posting import STEPS, CloseForm, ExtendForm, Step

__all__ = [
    "STEPS",
    "AgreementForm",
    "AmountsForm",
    "AnswerForm",
    "ArrivedForm",
    "CloseForm",
    "ExtendForm",
    "NoteForm",
    "Step",
]
