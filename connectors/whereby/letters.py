"""The letters to Whereby for the product that has no API; the officer fills in dates and signs."""

EN = """\
Date: ____________________
Our reference: ____________________
To: Whereby, {contact}

Subject: Request for access to personal information – search in your systems

Dear Sir or Madam,

We use Whereby Meetings{account} and are responsible for the personal information that you process in it on our \
behalf{agreement}. An individual has asked us for access to the personal information that we hold about them. As \
Whereby Meetings offers no programming interface, we ask you to carry out the search and to send us its result.

The individual is known to us by the following identifier, the only one that we disclose to you, and for this \
purpose alone:

{identifiers}

Please search for:

  1. any account or profile under this identifier: name shown, picture, settings, dates of creation and last use;
  2. meetings and rooms in which the individual took part or to which they were invited: room, date, duration;
  3. connection records: IP addresses, browser, device, quality of the call;
  4. recordings, transcripts, summaries, chat messages and shared files;
  5. ratings, comments, and correspondence with your support;
  6. for each of these: how long it is kept, where it is stored, and to whom it was or may be disclosed.

Please state one of the following conclusions for your search as a whole:

  a) no personal information is held;
  b) the information is attached, if possible in a structured and commonly used format, with the SHA-256 digest of \
each file;
  c) the individual cannot be identified in your systems, and why;
  d) disclosure is refused, with the reason and the provision relied upon.

If the search needs a further detail, please ask us for it. Until our file is closed, please neither alter nor erase \
the information concerned. Please do not contact the individual; we will answer them ourselves.

We would be grateful for your answer by: ____________________

Yours faithfully,

____________________
Privacy officer (name, title, telephone)
"""

FR = """\
Date : ____________________
Notre référence : ____________________
Destinataire : Whereby, {contact}

Objet : Demande d’accès à des renseignements personnels – recherche dans vos systèmes

Madame, Monsieur,

Nous utilisons Whereby Meetings{account} et sommes responsables des renseignements personnels que vous y traitez pour \
notre compte{agreement}. Une personne nous a demandé l’accès aux renseignements personnels que nous détenons à son \
sujet. Comme Whereby Meetings n’offre pas d’interface de programmation, nous vous prions de faire la recherche et de \
nous en communiquer le résultat.

La personne nous est connue par l’identifiant suivant, le seul que nous vous communiquons, et à cette seule fin :

{identifiers}

Nous vous prions de rechercher :

  1. tout compte ou profil associé à cet identifiant : nom affiché, photo, réglages, dates de création et de dernière \
utilisation;
  2. les réunions et les salles auxquelles la personne a pris part ou a été invitée : salle, date, durée;
  3. les données de connexion : adresses IP, navigateur, appareil, qualité de l’appel;
  4. les enregistrements, transcriptions, résumés, messages de clavardage et fichiers partagés;
  5. les évaluations, les commentaires et la correspondance avec votre service de soutien;
  6. pour chacun de ces éléments : sa durée de conservation, le lieu où il est conservé, et les tiers à qui il a été \
ou peut être communiqué.

Nous vous prions d’indiquer, pour l’ensemble de la recherche, l’une des conclusions suivantes :

  a) aucun renseignement personnel n’est détenu;
  b) les renseignements sont joints, si possible dans un format structuré et couramment utilisé, avec l’empreinte \
SHA-256 de chaque fichier;
  c) la personne ne peut être identifiée dans vos systèmes, et pourquoi;
  d) la communication est refusée, avec le motif et la disposition invoquée.

Si la recherche exige une précision, veuillez nous la demander. Jusqu’à la fermeture de notre dossier, nous vous \
prions de ne modifier ni de détruire les renseignements visés. Veuillez ne pas communiquer avec la personne : nous \
lui répondrons nous-mêmes.

Nous vous saurions gré de nous répondre au plus tard le : ____________________

Veuillez agréer, Madame, Monsieur, l’expression de nos sentiments distingués.

____________________
Responsable de la protection des renseignements personnels (nom, titre, téléphone)
"""

ACCOUNT = {"en": " (our account: {account})", "fr": " (notre compte : {account})"}
AGREEMENT = {"en": ", under our agreement {agreement}", "fr": ", en vertu de notre entente {agreement}"}
LETTERS = {"en": EN, "fr": FR}
