"""The letters to a processor that has to search by hand, in the French of Québec and in English."""

from typing import NamedTuple

FRENCH = """\
Objet : Demande d'accès à des renseignements personnels – réponse attendue au plus tard le {date}

À l'attention de {title}

Madame, Monsieur,

Une personne a exercé son droit d'accès aux renseignements personnels que nous détenons à son sujet, nous-mêmes ou \
par l'entremise de tiers. La loi nous impose d'y répondre dans un délai fixe, et ce que vous détenez pour nous fait \
partie de notre réponse. Nous vous demandons donc votre concours.

{role}

Cette personne nous est connue sous les identifiants suivants :

{identifiers}

Veuillez chercher ces identifiants, quelle qu'en soit la graphie, dans tout ce que vous détenez pour notre compte : \
systèmes en service, billets et correspondance, journaux, archives, copies de sauvegarde et documents papier.

{holds}

Pour chaque élément trouvé, veuillez nous indiquer par écrit :

  1. ce qui est détenu, en y joignant une copie intégrale dans un format courant;
  2. depuis quand, et de qui ou de quel système vous le tenez;
  3. à quelles fins il sert;
  4. qui y a eu accès et à qui il a été communiqué, sous-traitants compris, et quand;
  5. où il est conservé (province, État ou pays) et pendant combien de temps;
  6. quelles copies en existent, sauvegardes comprises, et quand elles seront écrasées.

{questions}

Votre réponse doit se terminer par l'une des conclusions suivantes :

  – rien n'est détenu : précisez les systèmes où la recherche a été faite, les identifiants employés et la date;
  – des renseignements sont joints : énumérez les fichiers;
  – la personne ne peut pas être reconnue dans ce que vous détenez : expliquez pourquoi, et ce qu'il faudrait;
  – vous refusez, en tout ou en partie : donnez le motif et la disposition sur laquelle il repose.

Nous attendons votre réponse au plus tard le {date}. Si un délai plus long est inévitable, faites-le-nous savoir \
sans attendre, avec la raison et la date à laquelle vous répondrez.

La présente demande est confidentielle. N'employez les identifiants ci-dessus que pour cette recherche, n'en faites \
part qu'aux personnes qui doivent y participer et ne communiquez pas avec la personne concernée. D'ici à notre \
réponse, ne détruisez et ne modifiez rien de ce qui la concerne. Transmettez-nous les renseignements par un moyen \
protégé, puis détruisez la présente demande et les copies faites pour y répondre dès que nous en aurons accusé \
réception.

Nous vous remercions de votre collaboration et vous prions d'agréer, Madame, Monsieur, nos salutations distinguées.

{sender}
"""
ENGLISH = """\
Subject: Request for access to personal information – answer needed no later than {date}

To the attention of {title}

Dear Sir or Madam,

A person has exercised their right of access to the personal information that we hold about them, ourselves or \
through others. The law sets us a fixed time to answer, and what you hold for us is part of our answer. We therefore \
ask for your help.

{role}

This person is known to us by the following identifiers:

{identifiers}

Please look for these identifiers, in whatever spelling, in all that you hold on our behalf: systems in use, tickets \
and correspondence, logs, archives, backups and documents on paper.

{holds}

For each item found, please tell us in writing:

  1. what is held, with a full copy of it in a common format;
  2. since when, and from whom or from which system you have it;
  3. what it is used for;
  4. who has had access to it and to whom it was disclosed, subcontractors included, and when;
  5. where it is kept (province, state or country) and for how long;
  6. which copies of it exist, backups included, and when they will be overwritten.

{questions}

Your answer must end with one of the following conclusions:

  – nothing is held: name the systems that were searched, the identifiers used and the date;
  – information is attached: list the files;
  – the person cannot be identified in what you hold: explain why, and what would be needed;
  – you refuse, in whole or in part: give the reason and the provision on which it rests.

We need your answer no later than {date}. Should more time be unavoidable, let us know at once, with the reason and \
the day on which you will answer.

This request is confidential. Use the identifiers above for this search alone, share them only with those who must \
take part in it, and do not contact the person. Until we have answered, do not destroy or alter anything that \
concerns them. Send us the information by protected means, then destroy this request and the copies made to answer \
it as soon as we have acknowledged receipt.

Thank you for your help.

Yours truly,

{sender}
"""


class Words(NamedTuple):
    """A letter, and what introduces its parts that are not always there."""

    letter: str
    role: str
    holds: str
    questions: str
    sender: str
    kinds: dict[str, str]


WORDS = {
    "fr": Words(
        FRENCH,
        "Votre rôle auprès de nous : {role}.",
        "Vous pourriez notamment détenir :",
        "Veuillez aussi répondre aux questions suivantes :",
        "[Entreprise, nom et titre de la personne responsable de la protection des renseignements personnels, "
        "coordonnées]",
        {
            "email": "adresse électronique",
            "phone": "téléphone",
            "ip": "adresse IP",
            "name": "nom",
            "username": "code d'utilisateur",
            "user_id": "numéro d'utilisateur",
            "visitor_id": "numéro de visiteur",
            "external_id": "numéro externe",
            "room": "salle de réunion",
        },
    ),
    "en": Words(
        ENGLISH,
        "Your role for us: {role}.",
        "Among other things, you may hold:",
        "Please also answer the following questions:",
        "[Firm, name and title of the person in charge of the protection of personal information, contact details]",
        {
            "email": "e-mail address",
            "phone": "telephone",
            "ip": "IP address",
            "name": "name",
            "username": "user name",
            "user_id": "user number",
            "visitor_id": "visitor number",
            "external_id": "external number",
            "room": "meeting room",
        },
    ),
}
