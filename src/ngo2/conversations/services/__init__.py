from ngo2.conversations.services.forgetting import forget_old
from ngo2.conversations.services.looks import ask_look, note_look, settle_look
from ngo2.conversations.services.messages import mark_read, open_conversation, tell_unread, write_message

__all__ = [
    "ask_look",
    "forget_old",
    "mark_read",
    "note_look",
    "open_conversation",
    "settle_look",
    "tell_unread",
    "write_message",
]
