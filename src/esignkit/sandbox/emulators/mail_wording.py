"""The words of the mails, in English, French and German.

The services do not publish their mails' texts, so the words are the sandbox's own. What the service lets its caller
say (a subject, a message) is put in as given.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from esignkit.sandbox.domain.mails import Attachment, Letter, Link, MailKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

LANGUAGES = ("en", "fr", "de")

_GREETING = {"en": "Hello {name},", "fr": "Bonjour {name},", "de": "Guten Tag {name},"}
_MESSAGE = {"en": "Message from {owner}:", "fr": "Message de {owner} :", "de": "Nachricht von {owner}:"}
_REASON = {"en": "Reason: {reason}", "fr": "Motif : {reason}", "de": "Grund: {reason}"}


@frozen
class Words:
    """The words of a mail: `{owner}`, `{title}`, `{signer}` and `{service}` stand for what it is about."""

    subject: str
    text: str
    link: str = ""
    """Label of its link."""


WORDS: Mapping[MailKind, Mapping[str, Words]] = {
    MailKind.INVITATION: {
        "en": Words("{owner} asks you to sign: {title}", "{owner} has sent you “{title}” to sign.", "Read and sign"),
        "fr": Words(
            "{owner} vous invite à signer : {title}",
            "{owner} vous a envoyé « {title} » pour signature.",
            "Lire et signer",
        ),
        "de": Words(
            "{owner} bittet um Ihre Unterschrift: {title}",
            "{owner} hat Ihnen „{title}“ zur Unterschrift gesandt.",
            "Lesen und unterschreiben",
        ),
    },
    MailKind.REMINDER: {
        "en": Words("Reminder: {title}", "“{title}” from {owner} still waits for your signature.", "Read and sign"),
        "fr": Words("Rappel : {title}", "« {title} » de {owner} attend toujours votre signature.", "Lire et signer"),
        "de": Words(
            "Erinnerung: {title}",
            "„{title}“ von {owner} wartet noch auf Ihre Unterschrift.",
            "Lesen und unterschreiben",
        ),
    },
    MailKind.READY: {
        "en": Words("Ready to be completed: {title}", "All have signed “{title}”. It waits for you to complete it."),
        "fr": Words("À finaliser : {title}", "Tous ont signé « {title} ». À vous de finaliser."),
        "de": Words("Bereit zum Abschluss: {title}", "Alle haben „{title}“ unterschrieben. Schließen Sie es ab."),
    },
    MailKind.COMPLETION: {
        "en": Words("Completed: {title}", "“{title}” is complete: all signatures are there.", "Open the document"),
        "fr": Words(
            "Terminé : {title}",
            "« {title} » est terminé : toutes les signatures sont réunies.",
            "Ouvrir le document",
        ),
        "de": Words(
            "Abgeschlossen: {title}",
            "„{title}“ ist abgeschlossen: Alle Unterschriften liegen vor.",
            "Dokument öffnen",
        ),
    },
    MailKind.DECLINE: {
        "en": Words("Declined: {title}", "{signer} has declined to sign “{title}”."),
        "fr": Words("Refusé : {title}", "{signer} a refusé de signer « {title} »."),
        "de": Words("Abgelehnt: {title}", "{signer} hat es abgelehnt, „{title}“ zu unterschreiben."),
    },
    MailKind.EXPIRY: {
        "en": Words("Expired: {title}", "“{title}” has expired and can no longer be signed."),
        "fr": Words("Expiré : {title}", "« {title} » a expiré et ne peut plus être signé."),
        "de": Words("Abgelaufen: {title}", "„{title}“ ist abgelaufen und kann nicht mehr unterschrieben werden."),
    },
    MailKind.CANCELLATION: {
        "en": Words("Cancelled: {title}", "{owner} has withdrawn “{title}”. You need not sign it any more."),
        "fr": Words("Annulé : {title}", "{owner} a retiré « {title} ». Vous n'avez plus à signer."),
        "de": Words("Abgebrochen: {title}", "{owner} hat „{title}“ zurückgezogen. Sie müssen nicht unterschreiben."),
    },
    MailKind.PURGE: {
        "en": Words(
            "Documents will be removed: {title}",
            "The documents of “{title}” will be removed on {date}. Keep a copy before that.",
            "Open the document",
        ),
        "fr": Words(
            "Documents bientôt supprimés : {title}",
            "Les documents de « {title} » seront supprimés le {date}. Gardez-en une copie avant.",
            "Ouvrir le document",
        ),
        "de": Words(
            "Dokumente werden gelöscht: {title}",
            "Die Dokumente von „{title}“ werden am {date} gelöscht. Sichern Sie vorher eine Kopie.",
            "Dokument öffnen",
        ),
    },
    MailKind.DOCUMENT_REQUEST: {
        "en": Words("{owner} asks you for a document: {title}", "{owner} needs the document “{document}” from you."),
        "fr": Words("{owner} vous demande un document : {title}", "{owner} attend de vous « {document} »."),
        "de": Words("{owner} bittet um ein Dokument: {title}", "{owner} benötigt von Ihnen „{document}“."),
    },
    MailKind.USER_INVITATION: {
        "en": Words("{owner} invites you to {service}", "{owner} has invited you to the account at {service}."),
        "fr": Words("{owner} vous invite sur {service}", "{owner} vous a invité à rejoindre son compte {service}."),
        "de": Words("{owner} lädt Sie zu {service} ein", "{owner} hat Sie in das Konto bei {service} eingeladen."),
    },
    MailKind.PASSWORD_RESET: {
        "en": Words("Your password at {service}", "Your password at {service} has been reset."),
        "fr": Words("Votre mot de passe {service}", "Votre mot de passe {service} a été réinitialisé."),
        "de": Words("Ihr Passwort bei {service}", "Ihr Passwort bei {service} wurde zurückgesetzt."),
    },
    MailKind.WEBHOOK_FAILURE: {
        "en": Words(
            "Notification not delivered: {title}", "{service} could not post this to {url} ({error}):\n\n{payload}"
        ),
        "fr": Words(
            "Notification non remise : {title}", "{service} n'a pas pu envoyer ceci à {url} ({error}) :\n\n{payload}"
        ),
        "de": Words(
            "Nachricht nicht zugestellt: {title}", "{service} konnte dies nicht an {url} senden ({error}):\n\n{payload}"
        ),
    },
}


def language_of(*choices: str) -> str:
    """Return the first of some language codes that the mails know, whatever its case and region; English if none."""
    known = (code.lower().replace("_", "-").partition("-")[0] for code in choices)
    return next((code for code in known if code in LANGUAGES), LANGUAGES[0])


def write_letter(
    kind: MailKind,
    language: str,
    facts: Mapping[str, str],
    *,
    subject: str = "",
    message: str = "",
    path: str = "",
    attachments: Sequence[Attachment] = (),
) -> Letter:
    """Return what a mail says.

    Args:
        kind: What it is for.
        language: One of `LANGUAGES`.
        facts: What it is about, by the names in `Words`; `name` is the recipient's, and `reason` is told if given.
        subject: A subject of the caller's own; empty for ours.
        message: What the caller says to the recipient.
        path: Path of its link on the sandbox.
        attachments: What comes with it.
    """
    words = WORDS[kind][language]
    paragraphs = [_GREETING[language].format_map(facts), words.text.format_map(facts)]
    if facts.get("reason"):
        paragraphs.append(_REASON[language].format_map(facts))
    if message.strip():
        paragraphs.append(f"{_MESSAGE[language].format_map(facts)}\n{message}")
    links = (Link(words.link, path),) if path and words.link else ()
    heading = subject.strip() or words.subject.format_map(facts)
    return Letter(heading, tuple(paragraphs), links, tuple(attachments), language)
