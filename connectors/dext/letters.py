"""The letter that asks for an export and for what only Dext can confirm, in French and in English."""

FRENCH = """\
Objet : Dext – exportation et confirmations pour une demande d'accès, attendues au plus tard le {date}

Madame, Monsieur,

Une personne a exercé son droit d'accès aux renseignements personnels que nous détenons à son sujet. Notre compte \
Dext peut en contenir : nom d'un fournisseur ou d'un client, expéditeur d'un document, note de frais, image d'un reçu. \
Dext n'offre aucune recherche par personne à un logiciel; nous avons donc besoin de vous.

Cette personne nous est connue sous les identifiants suivants :

{identifiers}

À la personne qui administre notre compte Dext : veuillez exporter, sans filtre de date et pour tous les utilisateurs,

  1. les coûts et les ventes, boîte de réception et archives comprises, en CSV et avec leurs documents;
  2. les notes de frais, les relevés de fournisseurs et de banque, et les documents du coffre;
  3. la liste des utilisateurs, des fournisseurs et des clients du compte;

puis déposer ces fichiers à l'endroit convenu, et nous dire la date de l'exportation.

Aux services de Dext : veuillez nous confirmer par écrit

  1. si d'autres éléments désignent cette personne, notamment des courriels reçus aux adresses de dépôt du compte, des \
éléments supprimés ou en cours de traitement, des journaux d'accès et des échanges avec votre soutien, et nous en \
remettre copie;
  2. combien de temps un élément et son image sont conservés après l'archivage, après la suppression et après la fin \
du compte, sauvegardes comprises;
  3. quels sous-traitants y ont accès, y compris pour la lecture automatique ou humaine des documents;
  4. dans quels pays ils sont conservés et consultés.

Veuillez conclure : rien n'est détenu (où vous avez cherché, et comment); des renseignements sont joints; la personne \
ne peut pas être reconnue, et pourquoi; ou vous refusez, et pour quel motif.

La présente demande est confidentielle : n'employez les identifiants que pour cette recherche, ne communiquez pas avec \
la personne concernée et ne supprimez rien d'ici à notre réponse. Nous attendons la vôtre au plus tard le {date}.

Veuillez agréer, Madame, Monsieur, nos salutations distinguées.

{sender}
"""
ENGLISH = """\
Subject: Dext – export and confirmations for an access request, needed no later than {date}

Dear Sir or Madam,

A person has exercised their right of access to the personal information that we hold about them. Our Dext account may \
hold some: the name of a supplier or customer, the sender of a document, an expense claim, the image of a receipt. \
Dext offers software no search by person, so we need your help.

This person is known to us by the following identifiers:

{identifiers}

To the person who administers our Dext account: please export, without a filter by date and for all users,

  1. costs and sales, inbox and archive included, as CSV and with their documents;
  2. expense claims, supplier and bank statements, and the documents of the vault;
  3. the list of the account's users, suppliers and customers;

then put these files at the agreed place and tell us the day of the export.

To Dext: please confirm in writing

  1. whether other items name this person, among them e-mails received at the account's submission addresses, items \
that were deleted or are being processed, access logs and exchanges with your support, and give us a copy;
  2. how long an item and its image are kept after archiving, after deletion and after the end of the account, backups \
included;
  3. which subcontractors have access to them, including for reading documents by machine or by people;
  4. in which countries they are kept and looked at.

Please conclude: nothing is held (where you looked, and how); information is attached; the person cannot be \
identified, and why; or you refuse, and on which ground.

This request is confidential: use the identifiers for this search alone, do not contact the person, and delete nothing \
until we have answered. We need your answer no later than {date}.

Yours truly,

{sender}
"""
LETTERS = {"fr": FRENCH, "en": ENGLISH}
UNSIGNED = {
    "fr": "[Entreprise, nom et titre de la personne responsable de la protection des renseignements personnels]",
    "en": "[Firm, name and title of the person in charge of the protection of personal information]",
}
