"""What signers read on the signing page, in English, French and German."""

from __future__ import annotations

from esignkit.sandbox.web.language import text_of

TEXTS: dict[str, tuple[str, str, str]] = {
    "language": ("English", "Français", "Deutsch"),
    "languages": ("Language", "Langue", "Sprache"),
    "skip": ("Skip to the content", "Aller au contenu", "Zum Inhalt springen"),
    "notice": (
        "esignkit sandbox: what is signed here is not legally binding.",
        "esignkit sandbox : ce qui est signé ici n'a pas de valeur juridique.",
        "esignkit sandbox: Was hier unterschrieben wird, ist nicht rechtsverbindlich.",
    ),
    "greeting": (
        "{name}, please read and sign:",
        "{name}, veuillez lire et signer :",
        "{name}, bitte lesen und unterschreiben:",
    ),
    "documents": ("Documents", "Documents", "Dokumente"),
    "page": ("Page {page} of {pages}", "Page {page} sur {pages}", "Seite {page} von {pages}"),
    "as_pdf": ("Open as PDF", "Ouvrir en PDF", "Als PDF öffnen"),
    "pdf_of": ("{name} as PDF", "{name} en PDF", "{name} als PDF"),
    "to_fill_in": ("Fill in", "À remplir", "Auszufüllen"),
    "required": ("required", "obligatoire", "Pflichtfeld"),
    "sign_here": ("Sign here", "Signer ici", "Hier unterschreiben"),
    "initial_here": ("Initials", "Paraphe", "Kürzel"),
    "signature": ("Your signature", "Votre signature", "Ihre Unterschrift"),
    "type": ("Type", "Saisir", "Tippen"),
    "draw": ("Draw", "Dessiner", "Zeichnen"),
    "typed": ("Your name as signature", "Votre nom comme signature", "Ihr Name als Unterschrift"),
    "initials": ("Your initials", "Votre paraphe", "Ihr Kürzel"),
    "preview": ("How it will look", "Aperçu", "So wird sie aussehen"),
    "pad": (
        "Draw your signature in the box, with mouse, pen or finger. With the keyboard, type it instead.",
        "Dessinez votre signature dans le cadre, à la souris, au stylet ou au doigt. Au clavier, saisissez-la plutôt.",
        "Zeichnen Sie Ihre Unterschrift in das Feld, mit Maus, Stift oder Finger. Mit der Tastatur tippen Sie sie.",
    ),
    "pad_label": (
        "Drawing pad for your signature",
        "Zone de dessin de la signature",
        "Zeichenfeld für die Unterschrift",
    ),
    "undo": ("Undo", "Annuler le trait", "Strich zurück"),
    "clear": ("Clear", "Effacer", "Löschen"),
    "consent": (
        "I agree to sign these documents electronically.",
        "J'accepte de signer ces documents électroniquement.",
        "Ich bin einverstanden, diese Dokumente elektronisch zu unterschreiben.",
    ),
    "sign": ("Sign", "Signer", "Unterschreiben"),
    "decline": ("Decline to sign", "Refuser de signer", "Unterschrift ablehnen"),
    "reason": ("Reason", "Motif", "Grund"),
    "other_reason": ("Another reason", "Un autre motif", "Ein anderer Grund"),
    "decline_hint": (
        "This ends the transaction for everybody.",
        "Cela met fin à la transaction pour tous.",
        "Das beendet den Vorgang für alle.",
    ),
    "confirm_decline": ("Decline", "Refuser", "Ablehnen"),
    "problems": (
        "You have not signed yet. Please correct:",
        "Vous n'avez pas encore signé. Veuillez corriger :",
        "Sie haben noch nicht unterschrieben. Bitte korrigieren:",
    ),
    "missing": ("{label}: please fill this in.", "{label} : à remplir.", "{label}: bitte ausfüllen."),
    "too long": ("{label}: this is too long.", "{label} : trop long.", "{label}: zu lang."),
    "not an option": ("{label}: please choose one.", "{label} : choisissez une valeur.", "{label}: bitte auswählen."),
    "not a date": ("{label}: this is no date.", "{label} : date non valable.", "{label}: kein Datum."),
    "no match": (
        "{label}: this does not have the form that is asked for.",
        "{label} : la forme demandée n'est pas respectée.",
        "{label}: nicht in der verlangten Form.",
    ),
    "no field": (
        "{label}: this field is not yours.",
        "{label} : ce champ n'est pas le vôtre.",
        "{label}: dieses Feld gehört Ihnen nicht.",
    ),
    "several": ("{label}: only one can be chosen.", "{label} : un seul choix.", "{label}: nur eine Wahl ist möglich."),
    "disabled": (
        "{label}: the condition for this is not met.",
        "{label} : la condition n'est pas remplie.",
        "{label}: Die Bedingung dafür ist nicht erfüllt.",
    ),
    "unsignable": (
        "There is nothing for you to sign as things stand: whether you sign depends on what others have filled in.",
        "Pour l'instant, vous n'avez rien à signer : votre signature dépend de ce que d'autres ont rempli.",
        "Zurzeit haben Sie nichts zu unterschreiben: Das hängt davon ab, was andere ausgefüllt haben.",
    ),
    "not_enabled": ("Not to be signed", "Pas à signer", "Nicht zu unterschreiben"),
    "rules_of": ("{label}: {hints}", "{label} : {hints}", "{label}: {hints}"),
    "rule_disabled_no": ("Only if {state}.", "Seulement si {state}.", "Nur wenn {state}."),
    "rule_disabled_yes": ("Not if {state}.", "Sauf si {state}.", "Nicht wenn {state}."),
    "rule_required_yes": ("Required if {state}.", "Obligatoire si {state}.", "Pflichtfeld, wenn {state}."),
    "rule_required_no": ("Not required if {state}.", "Facultatif si {state}.", "Kein Pflichtfeld, wenn {state}."),
    "rule_on": ("“{label}” is checked", "« {label} » est coché", "„{label}“ angekreuzt ist"),
    "rule_off": ("“{label}” is not checked", "« {label} » n'est pas coché", "„{label}“ nicht angekreuzt ist"),
    "rule_filled": ("“{label}” is filled in", "« {label} » est rempli", "„{label}“ ausgefüllt ist"),
    "rule_empty": ("“{label}” is empty", "« {label} » est vide", "„{label}“ leer ist"),
    "rule_is": ("“{label}” is “{value}”", "« {label} » est « {value} »", "„{label}“ „{value}“ ist"),
    "rule_differs": (
        "“{label}” is not “{value}”",
        "« {label} » n'est pas « {value} »",
        "„{label}“ nicht „{value}“ ist",
    ),
    "no_consent": (
        "Please agree to sign electronically.",
        "Veuillez accepter de signer électroniquement.",
        "Bitte stimmen Sie der elektronischen Unterschrift zu.",
    ),
    "no_signature": (
        "Your signature is missing: type or draw it.",
        "Votre signature manque : saisissez-la ou dessinez-la.",
        "Ihre Unterschrift fehlt: tippen oder zeichnen Sie sie.",
    ),
    "no_reason": (
        "Please say why you decline.",
        "Indiquez pourquoi vous refusez.",
        "Bitte sagen Sie, warum Sie ablehnen.",
    ),
    "changed": (
        "The documents have changed since you opened this page. Please read them again before you sign.",
        "Les documents ont changé depuis l'ouverture de cette page. Relisez-les avant de signer.",
        "Die Dokumente haben sich geändert, seit Sie diese Seite geöffnet haben. Bitte lesen Sie sie noch einmal.",
    ),
    "not_taken": (
        "The service does not take the signature: {reason}",
        "Le service n'accepte pas la signature : {reason}",
        "Der Dienst nimmt die Unterschrift nicht an: {reason}",
    ),
    "state_signed": ("You have signed", "Vous avez signé", "Sie haben unterschrieben"),
    "state_signed_text": (
        "Thank you, {name}. Nothing is left for you to do.",
        "Merci, {name}. Vous n'avez plus rien à faire.",
        "Danke, {name}. Für Sie ist nichts mehr zu tun.",
    ),
    "state_declined": ("You have declined", "Vous avez refusé", "Sie haben abgelehnt"),
    "state_declined_text": (
        "The sender can read your reason.",
        "L'expéditeur peut lire votre motif.",
        "Der Absender kann Ihren Grund lesen.",
    ),
    "state_waiting": ("It is not your turn yet", "Ce n'est pas encore votre tour", "Sie sind noch nicht an der Reihe"),
    "state_waiting_text": (
        "Signing before you: {names}. Come back to this address later.",
        "À signer avant vous : {names}. Revenez plus tard à cette adresse.",
        "Vor Ihnen an der Reihe: {names}. Kommen Sie später an diese Adresse zurück.",
    ),
    "state_draft": ("Not sent yet", "Pas encore envoyé", "Noch nicht verschickt"),
    "state_draft_text": (
        "The sender is still working on this.",
        "L'expéditeur y travaille encore.",
        "Der Absender arbeitet noch daran.",
    ),
    "state_completed": ("Completed", "Terminé", "Abgeschlossen"),
    "state_completed_text": ("Everybody has signed.", "Tout le monde a signé.", "Alle haben unterschrieben."),
    "state_cancelled": ("Cancelled", "Annulé", "Abgebrochen"),
    "state_cancelled_text": (
        "The sender has cancelled this. Nothing can be signed any more.",
        "L'expéditeur a annulé. Plus rien ne peut être signé.",
        "Der Absender hat abgebrochen. Es kann nichts mehr unterschrieben werden.",
    ),
    "state_expired": ("Expired", "Expiré", "Abgelaufen"),
    "state_expired_text": (
        "The time to sign is over. Please ask the sender for a new invitation.",
        "Le délai pour signer est passé. Demandez une nouvelle invitation à l'expéditeur.",
        "Die Frist zum Unterschreiben ist vorbei. Bitten Sie den Absender um eine neue Einladung.",
    ),
    "state_ended": ("Declined", "Refusé", "Abgelehnt"),
    "state_ended_text": (
        "Somebody has declined. Nothing can be signed any more.",
        "Quelqu'un a refusé. Plus rien ne peut être signé.",
        "Jemand hat abgelehnt. Es kann nichts mehr unterschrieben werden.",
    ),
    "hand_over": ("Hand over to {name}", "Passer l'appareil à {name}", "An {name} weitergeben"),
    "unknown": ("This address opens nothing", "Cette adresse n'ouvre rien", "Diese Adresse öffnet nichts"),
    "unknown_text": (
        "The link is incomplete, or what it led to is no longer there. Please ask the sender for a new one.",
        "Le lien est incomplet, ou ce qu'il ouvrait n'existe plus. Demandez-en un nouveau à l'expéditeur.",
        "Der Link ist unvollständig, oder sein Ziel gibt es nicht mehr. Bitten Sie den Absender um einen neuen.",
    ),
    "unnamed": ("{kind}, field {number}", "{kind}, champ {number}", "{kind}, Feld {number}"),
    "kind_text": ("Text", "Texte", "Text"),
    "kind_text area": ("Text", "Texte", "Text"),
    "kind_check box": ("Check box", "Case à cocher", "Kästchen"),
    "kind_radio": ("Choice", "Choix", "Auswahl"),
    "kind_list": ("List", "Liste", "Liste"),
    "kind_date": ("Date", "Date", "Datum"),
    "kind_signature": ("Signature", "Signature", "Unterschrift"),
    "kind_initials": ("Initials", "Paraphe", "Kürzel"),
}


class Texts:
    """The texts in one language.

    Args:
        language: `en`, `fr` or `de`.
    """

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: object) -> str:
        """Return a text with what is to stand in it."""
        text = text_of(TEXTS, key, self.language)
        for name, value in values.items():
            text = text.replace("{" + name + "}", str(value))
        return text
