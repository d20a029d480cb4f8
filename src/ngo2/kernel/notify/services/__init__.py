from ngo2.kernel.notify.services.now import send_now

__all__ = ["send_now"]
