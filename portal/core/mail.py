"""Sending a mail by SMTP: plain text, a stable Message-ID, no content of cases."""

from __future__ import annotations

import smtplib
import ssl
import time
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

TIMEOUT_SECONDS = 10  # for each answer of the server; the job as a whole has its own limit
FIRST_FINAL_CODE = 500
# A server that hangs would otherwise hold up, ten seconds at a time, everything else that waits in the queue.
AWAY_SECONDS = 30
_away_until: dict[str, float] = {}


class MailRefusedError(Exception):
    """The mail server did not take the mail. `is_final` says that trying again is pointless."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.reason = reason
        self.is_final = is_final


@dataclass(frozen=True)
class MailTransport:
    """An SMTP server: `smtp://host:port`, `smtp+starttls://user:password@host` or `smtps://…`."""

    url: str
    sender: str

    def send(self, *, to: str, subject: str, body: str, message_id: str) -> None:
        """Raises `MailRefusedError`; at once, for half a minute after the server could not be reached."""
        if time.monotonic() < _away_until.get(self.url, 0):
            raise MailRefusedError("server not reached", is_final=False)
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = self.sender, to, subject
        message["Message-ID"] = message_id
        message["Auto-Submitted"] = "auto-generated"
        message.set_content(body)
        try:
            with self._connect() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            code = min(code for code, _reason in error.recipients.values())
            raise MailRefusedError(f"recipient refused ({code})", is_final=code >= FIRST_FINAL_CODE) from None
        except smtplib.SMTPDataError as error:
            final = error.smtp_code >= FIRST_FINAL_CODE
            raise MailRefusedError(f"server answered {error.smtp_code}", is_final=final) from None
        except smtplib.SMTPResponseException as error:
            # It refuses us (a wrong password, our own address), not this mail: somebody may put that right.
            raise MailRefusedError(f"server refused us ({error.smtp_code})", is_final=False) from None
        except OSError as error:
            _away_until[self.url] = time.monotonic() + AWAY_SECONDS
            raise MailRefusedError(f"server not reached ({type(error).__name__})", is_final=False) from None

    def _connect(self) -> smtplib.SMTP:
        parts = urlsplit(self.url)
        host = parts.hostname or "localhost"
        tls = ssl.create_default_context()
        if parts.scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, parts.port or 465, timeout=TIMEOUT_SECONDS, context=tls)
        else:
            server = smtplib.SMTP(host, parts.port or 25, timeout=TIMEOUT_SECONDS)
        try:
            if parts.scheme == "smtp+starttls":
                server.starttls(context=tls)
            if parts.username:
                server.login(unquote(parts.username), unquote(parts.password or ""))
        except BaseException:
            server.close()
            raise
        return server
