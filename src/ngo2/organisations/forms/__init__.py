from ngo2.organisations.forms.answers import Answer, Context
from ngo2.organisations.forms.kinds import answer_form, can_be_proposed

__all__ = ["Answer", "Context", "answer_form", "can_be_proposed"]
