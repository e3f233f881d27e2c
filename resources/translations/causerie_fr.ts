<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr_FR" sourcelanguage="en_US">
  <context>
    <name>AnswerRow</name>
    <message>
      <source>Stop</source>
      <translation>Arrêter</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Réessayer</translation>
    </message>
    <message>
      <source>What left the room</source>
      <translation>Ce qui est sorti du groupe</translation>
    </message>
  </context>
  <context>
    <name>AssistantCard</name>
    <message>
      <source>Assistant</source>
      <translation>Assistant</translation>
    </message>
    <message>
      <source>Automatically</source>
      <translation>De lui-même</translation>
    </message>
    <message>
      <source>How it should behave, in a few sentences. Everybody in the group sees this.</source>
      <translation>Comment il doit se comporter, en quelques phrases. Tout le groupe le voit.</translation>
    </message>
    <message>
      <source>Mentioned</source>
      <translation>Si on l’appelle</translation>
    </message>
    <message>
      <source>Name of the assistant</source>
      <translation>Nom de l’assistant</translation>
    </message>
    <message>
      <source>Off</source>
      <translation>Jamais</translation>
    </message>
    <message>
      <source>Only the owner and the admins can change the assistant.</source>
      <translation>Seuls le propriétaire et les administrateurs peuvent changer l’assistant.</translation>
    </message>
    <message>
      <source>Personality</source>
      <translation>Personnalité</translation>
    </message>
    <message>
      <source>Rename the assistant</source>
      <translation>Renommer l’assistant</translation>
    </message>
    <message>
      <source>Responds</source>
      <translation>Répond</translation>
    </message>
  </context>
  <context>
    <name>AssistantChoice</name>
    <message>
      <source>%1 on this machine</source>
      <translation>%1 sur cette machine</translation>
    </message>
    <message>
      <source>A key is kept</source>
      <translation>Une clé est enregistrée</translation>
    </message>
    <message>
      <source>A model server of mine</source>
      <translation>Mon propre serveur de modèles</translation>
    </message>
    <message>
      <source>API key</source>
      <translation>Clé d’API</translation>
    </message>
    <message>
      <source>API key, if the server wants one</source>
      <translation>Clé d’API, si le serveur en demande une</translation>
    </message>
    <message>
      <source>Address of the server</source>
      <translation>Adresse du serveur</translation>
    </message>
    <message>
      <source>Also answer other members' questions</source>
      <translation>Répondre aussi aux questions des autres membres</translation>
    </message>
    <message>
      <source>Another member's device can still answer in your groups.</source>
      <translation>L’appareil d’un autre membre peut toujours répondre dans vos groupes.</translation>
    </message>
    <message>
      <source>Assistant</source>
      <translation>Assistant</translation>
    </message>
    <message>
      <source>Built-in model</source>
      <translation>Modèle intégré</translation>
    </message>
    <message>
      <source>Looking for one on this machine…</source>
      <translation>Recherche sur cette machine…</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modèle</translation>
    </message>
    <message>
      <source>My OpenAI key</source>
      <translation>Ma clé OpenAI</translation>
    </message>
    <message>
      <source>None</source>
      <translation>Aucun</translation>
    </message>
    <message>
      <source>Ollama, LM Studio, llama.cpp, or any compatible address.</source>
      <translation>Ollama, LM Studio, llama.cpp ou toute adresse compatible.</translation>
    </message>
    <message>
      <source>Test</source>
      <translation>Essayer</translation>
    </message>
    <message>
      <source>The key stays on this machine. Only the group's messages go to OpenAI, and everybody can see which.</source>
      <translation>La clé reste sur cette machine. Seuls les messages du groupe partent chez OpenAI, et chacun peut voir lesquels.</translation>
    </message>
    <message>
      <source>Works at once, without key or network. Small: good for a first try, not for real questions.</source>
      <translation>Marche tout de suite, sans clé ni réseau. Petit : bon pour un premier essai, pas pour de vraies questions.</translation>
    </message>
    <message>
      <source>to try it out</source>
      <translation>pour essayer</translation>
    </message>
  </context>
  <context>
    <name>AssistantPage</name>
    <message>
      <source>Each group can have an assistant. It runs on a model that one of its members brings: choose yours, or leave it to the others.</source>
      <translation>Chaque groupe peut avoir un assistant. Il tourne sur un modèle apporté par l’un des membres : choisissez le vôtre, ou laissez faire les autres.</translation>
    </message>
    <message>
      <source>Later</source>
      <translation>Plus tard</translation>
    </message>
    <message>
      <source>Use it</source>
      <translation>L’utiliser</translation>
    </message>
    <message>
      <source>Who answers for the assistant?</source>
      <translation>Qui répond pour l’assistant ?</translation>
    </message>
  </context>
  <context>
    <name>BlockedSection</name>
    <message>
      <source>Blocked people</source>
      <translation>Personnes bloquées</translation>
    </message>
    <message>
      <source>Unblock</source>
      <translation>Débloquer</translation>
    </message>
    <message>
      <source>Unblock %1</source>
      <translation>Débloquer %1</translation>
    </message>
    <message>
      <source>You have blocked nobody. You can block somebody from the members of a group.</source>
      <translation>Vous n’avez bloqué personne. On peut bloquer quelqu’un depuis les membres d’un groupe.</translation>
    </message>
    <message>
      <source>You see nothing of what they write, in any group. They are not told.</source>
      <translation>Vous ne voyez rien de ce que ces personnes écrivent, dans aucun groupe. Elles n’en savent rien.</translation>
    </message>
  </context>
  <context>
    <name>ClosedBar</name>
    <message>
      <source>Delete conversation</source>
      <translation>Supprimer la conversation</translation>
    </message>
    <message>
      <source>Nothing can be written here</source>
      <translation>On ne peut rien écrire ici</translation>
    </message>
    <message>
      <source>Remove from list</source>
      <translation>Enlever de la liste</translation>
    </message>
    <message>
      <source>Unblock</source>
      <translation>Débloquer</translation>
    </message>
  </context>
  <context>
    <name>CodeBlock</name>
    <message>
      <source>Copied</source>
      <translation>Copié</translation>
    </message>
    <message>
      <source>Copy the code</source>
      <translation>Copier le code</translation>
    </message>
    <message>
      <source>code</source>
      <translation>code</translation>
    </message>
    <message>
      <source>math</source>
      <translation>formule</translation>
    </message>
  </context>
  <context>
    <name>Completions</name>
    <message>
      <source>%1, assistant</source>
      <translation>%1, assistant</translation>
    </message>
    <message>
      <source>People to mention</source>
      <translation>Personnes à mentionner</translation>
    </message>
    <message>
      <source>assistant</source>
      <translation>assistant</translation>
    </message>
  </context>
  <context>
    <name>Composer</name>
    <message>
      <source>%1 answers when mentioned</source>
      <translation>%1 répond si on l’appelle</translation>
    </message>
    <message>
      <source>%1 is off</source>
      <translation>%1 ne répond pas</translation>
    </message>
    <message>
      <source>%1 joins in by itself</source>
      <translation>%1 intervient de lui-même</translation>
    </message>
    <message>
      <source>Message</source>
      <translation>Message</translation>
    </message>
    <message>
      <source>Message %1</source>
      <translation>Écrire à %1</translation>
    </message>
    <message>
      <source>This is %1 characters too long for one message. Shorten it or send it in parts; nothing is lost.</source>
      <translation>C’est trop long de %1 caractères pour un seul message. Raccourcissez-le ou envoyez-le en plusieurs fois ; rien n’est perdu.</translation>
    </message>
    <message>
      <source>This is too long for one message. Send it in parts; nothing is lost.</source>
      <translation>C’est trop long pour un seul message. Envoyez-le en plusieurs fois ; rien n’est perdu.</translation>
    </message>
    <message>
      <source>You can write as soon as you have joined.</source>
      <translation>Vous pourrez écrire dès que vous serez entré dans le groupe.</translation>
    </message>
    <message>
      <source>You could not join this group.</source>
      <translation>Vous n’avez pas pu rejoindre ce groupe.</translation>
    </message>
    <message>
      <source>Your message is still here.</source>
      <translation>Votre message est toujours là.</translation>
    </message>
  </context>
  <context>
    <name>ComposerField</name>
    <message>
      <source>Enter sends, Shift and Enter begins a new line</source>
      <translation>Entrée envoie, Maj et Entrée passe à la ligne</translation>
    </message>
  </context>
  <context>
    <name>ConfirmDialog</name>
    <message>
      <source>Cancel</source>
      <translation>Annuler</translation>
    </message>
  </context>
  <context>
    <name>ConversationNotes</name>
    <message>
      <source>Notices (%1)</source>
      <translation>Avis (%1)</translation>
    </message>
    <message>
      <source>Review</source>
      <translation>Voir</translation>
    </message>
    <message>
      <source>Review (%1)</source>
      <translation>Demandes (%1)</translation>
    </message>
  </context>
  <context>
    <name>CopyButton</name>
    <message>
      <source>Copied</source>
      <translation>Copié</translation>
    </message>
  </context>
  <context>
    <name>DateDialog</name>
    <message>
      <source>Days</source>
      <translation>Jours</translation>
    </message>
    <message>
      <source>Go there</source>
      <translation>Y aller</translation>
    </message>
    <message>
      <source>Go to a date</source>
      <translation>Aller à une date</translation>
    </message>
    <message>
      <source>The beginning</source>
      <translation>Le début</translation>
    </message>
    <message>
      <source>The month after</source>
      <translation>Le mois suivant</translation>
    </message>
    <message>
      <source>The month before</source>
      <translation>Le mois précédent</translation>
    </message>
  </context>
  <context>
    <name>DetailsPanel</name>
    <message>
      <source>Close</source>
      <translation>Fermer</translation>
    </message>
    <message>
      <source>Details</source>
      <translation>Détails</translation>
    </message>
  </context>
  <context>
    <name>DeviceRow</name>
    <message>
      <source>Remove %1</source>
      <translation>Retirer %1</translation>
    </message>
    <message>
      <source>Remove…</source>
      <translation>Retirer…</translation>
    </message>
  </context>
  <context>
    <name>DevicesSection</name>
    <message>
      <source>Code for the new device</source>
      <translation>Code pour le nouvel appareil</translation>
    </message>
    <message>
      <source>Copy code</source>
      <translation>Copier le code</translation>
    </message>
    <message>
      <source>Devices</source>
      <translation>Appareils</translation>
    </message>
    <message>
      <source>Give this code to the new device, before it has an account. It is good once, until %1. Then both show the same six digits.</source>
      <translation>Donnez ce code au nouvel appareil, avant qu’il ait un compte. Il sert une fois, jusqu’à %1. Ensuite, les deux montrent les mêmes six chiffres.</translation>
    </message>
    <message>
      <source>Link a device</source>
      <translation>Associer un appareil</translation>
    </message>
    <message>
      <source>Remove device</source>
      <translation>Retirer l’appareil</translation>
    </message>
    <message>
      <source>Remove “%1” from your account?</source>
      <translation>Retirer « %1 » de votre compte ?</translation>
    </message>
    <message>
      <source>This device will no longer receive anything, nor write in your name. What it has stays on it. To use it again it has to be linked anew.</source>
      <translation>Cet appareil ne recevra plus rien et n’écrira plus en votre nom. Ce qu’il a y reste. Pour s’en servir encore, il faudra l’associer de nouveau.</translation>
    </message>
  </context>
  <context>
    <name>Dialog</name>
    <message>
      <source>Close</source>
      <translation>Fermer</translation>
    </message>
  </context>
  <context>
    <name>DropTarget</name>
    <message>
      <source>Drop files here to add them to your message</source>
      <translation>Déposez des fichiers ici pour les joindre à votre message</translation>
    </message>
  </context>
  <context>
    <name>Engine</name>
    <message>
      <source>%1 (%2) is left out: others are named.</source>
      <translation>%1 (%2) n’est pas utilisée : d’autres sont indiquées.</translation>
    </message>
    <message>
      <source>%1 (%2) is not connected to anything.</source>
      <translation>%1 (%2) n’est reliée à rien.</translation>
    </message>
    <message>
      <source>%1 (%2) leads only to %3.</source>
      <translation>%1 (%2) ne mène qu’à %3.</translation>
    </message>
    <message>
      <source>%1 (%2) looks like a VPN.</source>
      <translation>%1 (%2) semble être un VPN.</translation>
    </message>
    <message>
      <source>%1 cannot be reached from here.</source>
      <translation>%1 n’est pas joignable d’ici.</translation>
    </message>
    <message>
      <source>%1 cannot be read.</source>
      <translation>%1 ne peut pas être lu.</translation>
    </message>
    <message>
      <source>%1 cannot be read: %2.</source>
      <translation>%1 ne peut pas être lu : %2.</translation>
    </message>
    <message>
      <source>%1 cannot be written: %2.</source>
      <translation>%1 ne peut pas être écrit : %2.</translation>
    </message>
    <message>
      <source>%1 changed while it was read.</source>
      <translation>%1 a changé pendant sa lecture.</translation>
    </message>
    <message>
      <source>%1 does not answer.</source>
      <translation>%1 ne répond pas.</translation>
    </message>
    <message>
      <source>%1 gave itself the address %2: nothing on that network hands out addresses.</source>
      <translation>%1 s’est donné l’adresse %2 : rien sur ce réseau n’attribue d’adresses.</translation>
    </message>
    <message>
      <source>%1 has a new device. Whoever holds it reads and writes in that name. To be sure who it is, compare safety numbers in person.</source>
      <translation>%1 a un nouvel appareil. Qui le tient lit et écrit sous ce nom. Pour savoir à coup sûr qui c’est, comparez vos numéros de sécurité en personne.</translation>
    </message>
    <message>
      <source>%1 has a problem of its own%2.</source>
      <translation>%1 a lui-même un problème%2.</translation>
    </message>
    <message>
      <source>%1 has been in charge longer than you, so you cannot change their role.</source>
      <translation>%1 est responsable depuis plus longtemps que vous : vous ne pouvez pas changer son rôle.</translation>
    </message>
    <message>
      <source>%1 has been in charge longer than you, so you cannot remove them.</source>
      <translation>%1 est responsable depuis plus longtemps que vous : vous ne pouvez pas retirer ce membre.</translation>
    </message>
    <message>
      <source>%1 has no model called “%2” (any more).</source>
      <translation>%1 n’a pas (ou plus) de modèle appelé « %2 ».</translation>
    </message>
    <message>
      <source>%1 has no model yet.</source>
      <translation>%1 n’a pas encore de modèle.</translation>
    </message>
    <message>
      <source>%1 is a folder.</source>
      <translation>%1 est un dossier.</translation>
    </message>
    <message>
      <source>%1 is not a file.</source>
      <translation>%1 n’est pas un fichier.</translation>
    </message>
    <message>
      <source>%1 is receiving too many requests. Try again %2.</source>
      <translation>%1 reçoit trop de demandes. Réessayez %2.</translation>
    </message>
    <message>
      <source>%1 is the group's owner and cannot be removed.</source>
      <translation>%1 est propriétaire du groupe : ce membre ne peut pas être retiré.</translation>
    </message>
    <message>
      <source>%1 is the group's owner, and stays so until they leave.</source>
      <translation>%1 est propriétaire du groupe, et le reste jusqu’à son départ.</translation>
    </message>
    <message>
      <source>%1 is this device's own address.</source>
      <translation>%1 est l’adresse de cet appareil même.</translation>
    </message>
    <message>
      <source>%1 is too large: a file can have %2 GiB at most.</source>
      <translation>%1 est trop gros : un fichier peut faire au plus %2 Gio.</translation>
    </message>
    <message>
      <source>%1 is used, with %2.</source>
      <translation>%1 est utilisée, avec %2.</translation>
    </message>
    <message>
      <source>%1 needs an API key.</source>
      <translation>%1 demande une clé d’API.</translation>
    </message>
    <message>
      <source>%1 of them have Causerie open.</source>
      <translation>%1 d’entre eux ont Causerie ouvert.</translation>
    </message>
    <message>
      <source>%1 other devices answer nearby.</source>
      <translation>%1 autres appareils répondent à proximité.</translation>
    </message>
    <message>
      <source>%1 refused the API key.</source>
      <translation>%1 a refusé la clé d’API.</translation>
    </message>
    <message>
      <source>%1 removed you from %2.</source>
      <translation>%1 vous a retiré de %2.</translation>
    </message>
    <message>
      <source>A compatible server needs its address.</source>
      <translation>Un serveur compatible a besoin de son adresse.</translation>
    </message>
    <message>
      <source>A conversation of two has the other one's name, and no rules.</source>
      <translation>Une conversation à deux porte le nom de l’autre, et n’a pas de règles.</translation>
    </message>
    <message>
      <source>A conversation of two stays between two.</source>
      <translation>Une conversation à deux reste à deux.</translation>
    </message>
    <message>
      <source>A finished answer is complete, stopped or failed.</source>
      <translation>Une réponse finie est complète, arrêtée ou manquée.</translation>
    </message>
    <message>
      <source>A firewall (%1) is on, and does not seem to let Causerie through.</source>
      <translation>Un pare-feu (%1) est actif et ne semble pas laisser passer Causerie.</translation>
    </message>
    <message>
      <source>A firewall here drops TCP port %1: allow it.</source>
      <translation>Un pare-feu de cette machine rejette le port TCP %1 : autorisez-le.</translation>
    </message>
    <message>
      <source>A firewall here probably drops UDP port 5353: allow it, in both directions.</source>
      <translation>Un pare-feu de cette machine rejette sans doute le port UDP 5353 : autorisez-le, dans les deux sens.</translation>
    </message>
    <message>
      <source>A group can have at most %1 members.</source>
      <translation>Un groupe peut avoir au plus %1 membres.</translation>
    </message>
    <message>
      <source>A group has one owner, and that cannot be handed on.</source>
      <translation>Un groupe a un seul propriétaire, et ce rôle ne se transmet pas.</translation>
    </message>
    <message>
      <source>A member asked again.</source>
      <translation>Un membre a redemandé.</translation>
    </message>
    <message>
      <source>A message can carry %1 files; these are %2.</source>
      <translation>Un message peut porter %1 fichiers ; il y en a %2.</translation>
    </message>
    <message>
      <source>A name can have at most %1 characters; this one has %2.</source>
      <translation>Un nom peut avoir au plus %1 caractères ; celui-ci en a %2.</translation>
    </message>
    <message>
      <source>A name needs at least one character that can be seen.</source>
      <translation>Un nom a besoin d’au moins un caractère visible.</translation>
    </message>
    <message>
      <source>A part of this profile's database is damaged, as happens when a disk fails.</source>
      <translation>Une partie de la base de données de ce profil est endommagée, comme il arrive quand un disque défaille.</translation>
    </message>
    <message>
      <source>A part of this profile's database is damaged, as happens when a disk fails. Close Causerie and start it again: it then keeps what can be read and gets the rest from the other members.</source>
      <translation>Une partie de la base de données de ce profil est endommagée, comme il arrive quand un disque défaille. Fermez Causerie et relancez-le : il garde alors ce qui peut être lu et reprend le reste auprès des autres membres.</translation>
    </message>
    <message>
      <source>A program that listens here can be reached, tried from this machine.</source>
      <translation>Un programme qui écoute ici peut être joint, d’après un essai depuis cette machine.</translation>
    </message>
    <message>
      <source>A safety number can be compared while both are in a group.</source>
      <translation>Un numéro de sécurité se compare tant que vous êtes dans un même groupe.</translation>
    </message>
    <message>
      <source>Add credit there, or choose another model in the settings.</source>
      <translation>Ajoutez-y du crédit, ou choisissez un autre modèle dans les réglages.</translation>
    </message>
    <message>
      <source>Allow files more room in the settings, or take some off this device.</source>
      <translation>Accordez plus de place aux fichiers dans les réglages, ou retirez-en de cet appareil.</translation>
    </message>
    <message>
      <source>Allow it: %1.</source>
      <translation>Autorisez-le : %1.</translation>
    </message>
    <message>
      <source>An admin of the group has said no.</source>
      <translation>Un administrateur du groupe a dit non.</translation>
    </message>
    <message>
      <source>An admin of the group has to let you in first.</source>
      <translation>Un administrateur du groupe doit d’abord vous laisser entrer.</translation>
    </message>
    <message>
      <source>An invite can be for 1 to %1 people.</source>
      <translation>Une invitation vaut pour 1 à %1 personnes.</translation>
    </message>
    <message>
      <source>An invite can last from a minute to a year.</source>
      <translation>Une invitation peut durer d’une minute à un an.</translation>
    </message>
    <message>
      <source>Announcements leave on %1, but nobody else was heard.</source>
      <translation>Les annonces partent par %1, mais personne d’autre n’a été entendu.</translation>
    </message>
    <message>
      <source>Another %1 joined %2. Compare safety numbers to know who is who.</source>
      <translation>Une autre personne appelée %1 est entrée dans %2. Comparez les numéros de sécurité pour savoir qui est qui.</translation>
    </message>
    <message>
      <source>Another %1 joined %2. It is not the %3 that you have verified.</source>
      <translation>Une autre personne appelée %1 est entrée dans %2. Ce n’est pas celle que vous avez vérifiée (%3).</translation>
    </message>
    <message>
      <source>Another %1 wants to talk with you. It is not the %2 that you have verified.</source>
      <translation>Une autre personne appelée %1 veut vous parler. Ce n’est pas celle que vous avez vérifiée (%2).</translation>
    </message>
    <message>
      <source>Another code was entered instead.</source>
      <translation>Un autre code a été saisi à la place.</translation>
    </message>
    <message>
      <source>Another code was made on the other device.</source>
      <translation>Un autre code a été fait sur l’autre appareil.</translation>
    </message>
    <message>
      <source>Another copy of this device has written to the group.</source>
      <translation>Une autre copie de cet appareil a écrit dans le groupe.</translation>
    </message>
    <message>
      <source>Another copy of this device has written to “%1”. That happens when a profile is copied, or restored from a backup, and both are used. Nothing is lost, and you can go on here. Remove the other copy; if you made none, somebody else may have your keys: revoke this device and link a new one.</source>
      <translation>Une autre copie de cet appareil a écrit dans « %1 ». Cela arrive quand un profil est copié, ou restauré depuis une sauvegarde, et que les deux servent. Rien n’est perdu, et vous pouvez continuer ici. Supprimez l’autre copie ; si vous n’en avez fait aucune, quelqu’un d’autre a peut-être vos clés : retirez cet appareil du compte et associez-en un nouveau.</translation>
    </message>
    <message>
      <source>Another device answers nearby.</source>
      <translation>Un autre appareil répond à proximité.</translation>
    </message>
    <message>
      <source>Another program keeps the port of multicast DNS (UDP 5353) to itself: %1.</source>
      <translation>Un autre programme garde pour lui le port du DNS multidiffusion (UDP 5353) : %1.</translation>
    </message>
    <message>
      <source>Ask a member of the group.</source>
      <translation>Demandez à un membre du groupe.</translation>
    </message>
    <message>
      <source>Ask another admin, or leave the group.</source>
      <translation>Demandez à un autre administrateur, ou quittez le groupe.</translation>
    </message>
    <message>
      <source>Ask for a new code, or check the date of this computer if that seems wrong.</source>
      <translation>Demandez un nouveau code, ou vérifiez la date de cet ordinateur si cela semble faux.</translation>
    </message>
    <message>
      <source>Ask for a new code.</source>
      <translation>Demandez un nouveau code.</translation>
    </message>
    <message>
      <source>Ask in another way.</source>
      <translation>Posez la question autrement.</translation>
    </message>
    <message>
      <source>Causerie answers at %1, tried from this machine.</source>
      <translation>Causerie répond à %1, d’après un essai depuis cette machine.</translation>
    </message>
    <message>
      <source>Causerie was not heard there.</source>
      <translation>Causerie n’y a pas été entendu.</translation>
    </message>
    <message>
      <source>Check that Causerie is running on it, on the same network, and that it still shows this code.</source>
      <translation>Vérifiez que Causerie y est ouverte, sur le même réseau, et qu’elle montre encore ce code.</translation>
    </message>
    <message>
      <source>Check that both devices are on the same network and that no firewall is in the way.</source>
      <translation>Vérifiez que les deux appareils sont sur le même réseau et qu’aucun pare-feu ne s’interpose.</translation>
    </message>
    <message>
      <source>Check that it is there and may be read.</source>
      <translation>Vérifiez qu’il est là et peut être lu.</translation>
    </message>
    <message>
      <source>Check that the folder belongs to you and is not on a read-only disk, or choose another profile.</source>
      <translation>Vérifiez que le dossier vous appartient et n’est pas sur un disque en lecture seule, ou choisissez un autre profil.</translation>
    </message>
    <message>
      <source>Check that the folder exists, belongs to you and is not on a read-only disk.</source>
      <translation>Vérifiez que le dossier existe, vous appartient et n’est pas sur un disque en lecture seule.</translation>
    </message>
    <message>
      <source>Check the address, or join by an invite code first.</source>
      <translation>Vérifiez l’adresse, ou entrez d’abord avec un code d’invitation.</translation>
    </message>
    <message>
      <source>Check the address; it often ends in /v1.</source>
      <translation>Vérifiez l’adresse ; elle se termine souvent par /v1.</translation>
    </message>
    <message>
      <source>Check the addresses given as interfaces, or leave the setting out for all of them.</source>
      <translation>Vérifiez les adresses données comme interfaces, ou n’indiquez rien pour les utiliser toutes.</translation>
    </message>
    <message>
      <source>Check the addresses given as interfaces.</source>
      <translation>Vérifiez les adresses données comme interfaces.</translation>
    </message>
    <message>
      <source>Check the disk, and that its folder is still there; nothing acknowledged before is lost.</source>
      <translation>Vérifiez le disque, et que son dossier est toujours là ; rien de ce qui était confirmé n’est perdu.</translation>
    </message>
    <message>
      <source>Check the network, and that the model's server is running, then try again.</source>
      <translation>Vérifiez le réseau, et que le serveur du modèle tourne, puis réessayez.</translation>
    </message>
    <message>
      <source>Choose a file.</source>
      <translation>Choisissez un fichier.</translation>
    </message>
    <message>
      <source>Choose a model in the settings, or wait until a member who offers one is connected.</source>
      <translation>Choisissez un modèle dans les réglages, ou attendez qu’un membre qui en offre un soit connecté.</translation>
    </message>
    <message>
      <source>Choose a port above 1023, or 0 for any free one.</source>
      <translation>Choisissez un port au-dessus de 1023, ou 0 pour n’importe lequel de libre.</translation>
    </message>
    <message>
      <source>Choose another folder.</source>
      <translation>Choisissez un autre dossier.</translation>
    </message>
    <message>
      <source>Choose another model in the settings.</source>
      <translation>Choisissez un autre modèle dans les réglages.</translation>
    </message>
    <message>
      <source>Choose another name.</source>
      <translation>Choisissez un autre nom.</translation>
    </message>
    <message>
      <source>Choose another port, or 0 for any free one.</source>
      <translation>Choisissez un autre port, ou 0 pour n’importe lequel de libre.</translation>
    </message>
    <message>
      <source>Choose one of several words.</source>
      <translation>Choisissez-en une de plusieurs mots.</translation>
    </message>
    <message>
      <source>Close Causerie and start it again: it then keeps what can be read and gets the rest from the other members.</source>
      <translation>Fermez Causerie et relancez-le : il garde alors ce qui peut être lu et reprend le reste auprès des autres membres.</translation>
    </message>
    <message>
      <source>Close that program first, or choose another profile.</source>
      <translation>Fermez d’abord ce programme, ou choisissez un autre profil.</translation>
    </message>
    <message>
      <source>Compare again. If it differs once more, do not trust that this is who it says.</source>
      <translation>Comparez de nouveau. S’il diffère encore, ne croyez pas que c’est bien cette personne.</translation>
    </message>
    <message>
      <source>Continue under a new log.</source>
      <translation>Continuez sous un nouveau journal.</translation>
    </message>
    <message>
      <source>Copy the whole code again. If that does not help, update Causerie.</source>
      <translation>Copiez de nouveau le code entier. Si cela ne suffit pas, mettez Causerie à jour.</translation>
    </message>
    <message>
      <source>Copy the whole code, from its first letter to its last, and paste it again.</source>
      <translation>Copiez le code entier, de sa première lettre à la dernière, et collez-le de nouveau.</translation>
    </message>
    <message>
      <source>Create an account first: it only takes a name.</source>
      <translation>Créez d’abord un compte : il ne faut qu’un nom.</translation>
    </message>
    <message>
      <source>Enter it, or set CAUSERIE_PASSPHRASE.</source>
      <translation>Entrez-la, ou définissez CAUSERIE_PASSPHRASE.</translation>
    </message>
    <message>
      <source>Fetch it again.</source>
      <translation>Téléchargez-le de nouveau.</translation>
    </message>
    <message>
      <source>Fetch it first.</source>
      <translation>Téléchargez-le d’abord.</translation>
    </message>
    <message>
      <source>Files cannot take less than no room.</source>
      <translation>Les fichiers ne peuvent pas prendre moins que rien.</translation>
    </message>
    <message>
      <source>Files may take %1 on this device, and there is no room left for this one.</source>
      <translation>Les fichiers peuvent prendre %1 sur cet appareil, et il ne reste pas de place pour celui-ci.</translation>
    </message>
    <message>
      <source>Find it with “ss -ulpn” and make it share the port, or end it.</source>
      <translation>Trouvez-le avec « ss -ulpn » et faites-lui partager le port, ou arrêtez-le.</translation>
    </message>
    <message>
      <source>Free some space and try again; nothing already written is lost.</source>
      <translation>Libérez de la place et réessayez ; rien de ce qui est écrit n’est perdu.</translation>
    </message>
    <message>
      <source>If others are on this network, it keeps them apart: guest networks do, and “AP isolation” or “client isolation” in a router's settings. Switch that off, leave the VPN, or type a peer's address.</source>
      <translation>Si d’autres sont sur ce réseau, il les sépare : les réseaux d’invités le font, comme « l’isolation des clients » (AP isolation) dans les réglages d’une box. Désactivez-la, quittez le VPN, ou tapez l’adresse d’un pair.</translation>
    </message>
    <message>
      <source>If others cannot connect, let Causerie receive on TCP port %1 and UDP port %2 in its settings.</source>
      <translation>Si d’autres ne peuvent pas se connecter, laissez Causerie recevoir sur le port TCP %1 et le port UDP %2 dans ses réglages.</translation>
    </message>
    <message>
      <source>In a conversation of two nobody can be removed.</source>
      <translation>Dans une conversation à deux, on ne peut retirer personne.</translation>
    </message>
    <message>
      <source>In a conversation of two nobody is in charge.</source>
      <translation>Dans une conversation à deux, personne n’est responsable.</translation>
    </message>
    <message>
      <source>Install Causerie with its “builtin-model” extra, or choose another model in the settings.</source>
      <translation>Installez Causerie avec son extra « builtin-model », ou choisissez un autre modèle dans les réglages.</translation>
    </message>
    <message>
      <source>Install the newest version, or use another profile.</source>
      <translation>Installez la version la plus récente, ou prenez un autre profil.</translation>
    </message>
    <message>
      <source>It counts again from midnight.</source>
      <translation>Le compte repart à minuit.</translation>
    </message>
    <message>
      <source>It has Causerie open.</source>
      <translation>Causerie y est ouvert.</translation>
    </message>
    <message>
      <source>It often looks like http://127.0.0.1:11434/v1.</source>
      <translation>Elle ressemble souvent à http://127.0.0.1:11434/v1.</translation>
    </message>
    <message>
      <source>It was asked to.</source>
      <translation>On le lui a demandé.</translation>
    </message>
    <message>
      <source>It was mentioned.</source>
      <translation>On l’a appelé.</translation>
    </message>
    <message>
      <source>Leave it first.</source>
      <translation>Quittez-le d’abord.</translation>
    </message>
    <message>
      <source>Leave it, or block the other person.</source>
      <translation>Quittez-la, ou bloquez l’autre personne.</translation>
    </message>
    <message>
      <source>Leave the group instead.</source>
      <translation>Quittez plutôt le groupe.</translation>
    </message>
    <message>
      <source>Link this device to the account.</source>
      <translation>Associez cet appareil au compte.</translation>
    </message>
    <message>
      <source>Load one there first, then try again.</source>
      <translation>Chargez-en un là-bas d’abord, puis réessayez.</translation>
    </message>
    <message>
      <source>Log in as the user who made the profile, or put back the keyring from a backup.</source>
      <translation>Connectez-vous comme l’utilisateur qui a créé le profil, ou restaurez le trousseau depuis une sauvegarde.</translation>
    </message>
    <message>
      <source>Make a group to talk with more people.</source>
      <translation>Créez un groupe pour parler à plus de monde.</translation>
    </message>
    <message>
      <source>Make a new code and try again.</source>
      <translation>Faites un nouveau code et réessayez.</translation>
    </message>
    <message>
      <source>Make a new code on the other device, or check the date of this one if that seems wrong.</source>
      <translation>Faites un nouveau code sur l’autre appareil, ou vérifiez la date de celui-ci si cela semble faux.</translation>
    </message>
    <message>
      <source>Make a new code on the other device.</source>
      <translation>Faites un nouveau code sur l’autre appareil.</translation>
    </message>
    <message>
      <source>Make a new code there and try again.</source>
      <translation>Faites-y un nouveau code et réessayez.</translation>
    </message>
    <message>
      <source>Make a new code.</source>
      <translation>Faites un nouveau code.</translation>
    </message>
    <message>
      <source>Make one on your other device, and type or paste it here.</source>
      <translation>Faites-en un sur votre autre appareil, puis tapez-le ou collez-le ici.</translation>
    </message>
    <message>
      <source>Make one on your other device, in its settings under devices.</source>
      <translation>Faites-en un sur votre autre appareil, dans ses réglages, sous « Appareils ».</translation>
    </message>
    <message>
      <source>Meet in a group first: by an invite code.</source>
      <translation>Retrouvez-vous d’abord dans un groupe, par un code d’invitation.</translation>
    </message>
    <message>
      <source>Name one by its address, such as 192.168.1.20 or 127.0.0.1, or leave the setting out for all of them.</source>
      <translation>Désignez-en une par son adresse, comme 192.168.1.20 ou 127.0.0.1, ou retirez ce réglage pour les prendre toutes.</translation>
    </message>
    <message>
      <source>Name the interface by its address, such as 192.168.1.20 or 127.0.0.1.</source>
      <translation>Désignez l’interface par son adresse, comme 192.168.1.20 ou 127.0.0.1.</translation>
    </message>
    <message>
      <source>No connected device has a model for the assistant.</source>
      <translation>Aucun appareil connecté n’a de modèle pour l’assistant.</translation>
    </message>
    <message>
      <source>No firewall was found here that would keep others out, as far as can be seen without being root.</source>
      <translation>Aucun pare-feu qui empêcherait les autres d’entrer n’a été trouvé ici, pour autant qu’on puisse le voir sans être administrateur.</translation>
    </message>
    <message>
      <source>No interface is named to listen on.</source>
      <translation>Aucune interface n’est désignée pour l’écoute.</translation>
    </message>
    <message>
      <source>Nobody answered at %1 within %2 seconds.</source>
      <translation>Personne n’a répondu à %1 en %2 secondes.</translation>
    </message>
    <message>
      <source>Nobody by that id is known on this device.</source>
      <translation>Cet appareil ne connaît personne sous cet identifiant.</translation>
    </message>
    <message>
      <source>Nobody uses this profile yet.</source>
      <translation>Personne n’utilise encore ce profil.</translation>
    </message>
    <message>
      <source>Nobody waits under this request any more.</source>
      <translation>Plus personne n’attend avec cette demande.</translation>
    </message>
    <message>
      <source>Nothing can be announced on %1: %2.</source>
      <translation>Rien ne peut être annoncé sur %1 : %2.</translation>
    </message>
    <message>
      <source>Nothing can listen on %1: %2.</source>
      <translation>Rien ne peut écouter sur %1 : %2.</translation>
    </message>
    <message>
      <source>Nothing comes through to %1, not even from this machine.</source>
      <translation>Rien ne parvient à %1, pas même depuis cette machine.</translation>
    </message>
    <message>
      <source>Nothing was changed. Put back the profile's folder from a backup, or use another profile.</source>
      <translation>Rien n’a été changé. Restaurez le dossier du profil depuis une sauvegarde, ou prenez un autre profil.</translation>
    </message>
    <message>
      <source>One of them has Causerie open.</source>
      <translation>L’un d’eux a Causerie ouvert.</translation>
    </message>
    <message>
      <source>Only the group's admins can change its settings.</source>
      <translation>Seuls les administrateurs du groupe peuvent changer ses réglages.</translation>
    </message>
    <message>
      <source>Only the group's admins can invite people.</source>
      <translation>Seuls les administrateurs du groupe peuvent inviter.</translation>
    </message>
    <message>
      <source>Only the group's owner and admins can change who may do what.</source>
      <translation>Seuls le propriétaire et les administrateurs du groupe peuvent décider qui peut faire quoi.</translation>
    </message>
    <message>
      <source>Only the group's owner and admins can let people in.</source>
      <translation>Seuls le propriétaire et les administrateurs du groupe peuvent laisser entrer quelqu’un.</translation>
    </message>
    <message>
      <source>Only the group's owner and admins can remove people.</source>
      <translation>Seuls le propriétaire et les administrateurs du groupe peuvent retirer quelqu’un.</translation>
    </message>
    <message>
      <source>Only the group's owner and admins can say who is an admin.</source>
      <translation>Seuls le propriétaire et les administrateurs du groupe peuvent décider qui est administrateur.</translation>
    </message>
    <message>
      <source>Only whoever made the invite, and the group's admins, can withdraw it.</source>
      <translation>Seuls l’auteur de l’invitation et les administrateurs du groupe peuvent la retirer.</translation>
    </message>
    <message>
      <source>Open it on the other device, and have this check made there too.</source>
      <translation>Ouvrez-le sur l’autre appareil, et faites-y aussi cette vérification.</translation>
    </message>
    <message>
      <source>Pack it into one file, or choose the files in it.</source>
      <translation>Réunissez-le en un seul fichier, ou choisissez les fichiers qu’il contient.</translation>
    </message>
    <message>
      <source>Paste the code you were sent; it begins with “%1”.</source>
      <translation>Collez le code qu’on vous a envoyé ; il commence par « %1 ».</translation>
    </message>
    <message>
      <source>People nearby are seldom found through one, and some keep this machine from seeing its own network. Try without it, or type an address.</source>
      <translation>On trouve rarement les gens proches à travers un VPN, et certains empêchent cette machine de voir son propre réseau. Essayez sans lui, ou tapez une adresse.</translation>
    </message>
    <message>
      <source>Plug a cable in, or join a wireless network.</source>
      <translation>Branchez un câble, ou rejoignez un réseau sans fil.</translation>
    </message>
    <message>
      <source>Plug the cable in, or join the wireless network.</source>
      <translation>Branchez le câble, ou rejoignez le réseau sans fil.</translation>
    </message>
    <message>
      <source>Port %1 is in use by another program.</source>
      <translation>Le port %1 est pris par un autre programme.</translation>
    </message>
    <message>
      <source>Port %1 is reserved for the system.</source>
      <translation>Le port %1 est réservé au système.</translation>
    </message>
    <message>
      <source>Put back the file "secrets" of the profile's folder from a backup.</source>
      <translation>Restaurez le fichier « secrets » du dossier du profil depuis une sauvegarde.</translation>
    </message>
    <message>
      <source>Put back the profile's folder from a backup, or use another profile.</source>
      <translation>Restaurez le dossier du profil depuis une sauvegarde, ou prenez un autre profil.</translation>
    </message>
    <message>
      <source>Put it back from a backup.</source>
      <translation>Restaurez-la depuis une sauvegarde.</translation>
    </message>
    <message>
      <source>Remove it from another of your devices, or leave your groups and delete its data.</source>
      <translation>Retirez-le depuis un autre de vos appareils, ou quittez vos groupes et supprimez ses données.</translation>
    </message>
    <message>
      <source>Send two messages.</source>
      <translation>Envoyez deux messages.</translation>
    </message>
    <message>
      <source>Set a passphrase instead (CAUSERIE_PASSPHRASE), or start a keyring such as GNOME Keyring or KWallet.</source>
      <translation>Définissez plutôt une phrase secrète (CAUSERIE_PASSPHRASE), ou démarrez un trousseau comme GNOME Keyring ou KWallet.</translation>
    </message>
    <message>
      <source>Set it: invite codes seem expired, and messages stand in odd places.</source>
      <translation>Réglez-la : les codes d’invitation semblent expirés, et les messages se rangent à de drôles d’endroits.</translation>
    </message>
    <message>
      <source>Shorten the message or the assistant's instructions, or choose a model with a larger context.</source>
      <translation>Raccourcissez le message ou les consignes de l’assistant, ou choisissez un modèle au contexte plus grand.</translation>
    </message>
    <message>
      <source>Somebody in %1 is now called %2. It is not the %3 that you have verified.</source>
      <translation>Quelqu’un dans %1 s’appelle maintenant %2. Ce n’est pas la personne que vous avez vérifiée (%3).</translation>
    </message>
    <message>
      <source>Somebody wrote something newer first.</source>
      <translation>Quelqu’un a écrit quelque chose de plus récent d’abord.</translation>
    </message>
    <message>
      <source>Start without a passphrase.</source>
      <translation>Démarrez sans phrase secrète.</translation>
    </message>
    <message>
      <source>That is enough among machines on the same cable. Otherwise look at the router.</source>
      <translation>Cela suffit entre machines reliées par le même câble. Sinon, regardez du côté de la box.</translation>
    </message>
    <message>
      <source>That is not a whole safety number: it has 60 digits.</source>
      <translation>Ce n’est pas un numéro de sécurité entier : il y faut 60 chiffres.</translation>
    </message>
    <message>
      <source>That is not the address of a server.</source>
      <translation>Ce n’est pas l’adresse d’un serveur.</translation>
    </message>
    <message>
      <source>That is not the passphrase of this profile.</source>
      <translation>Ce n’est pas la phrase secrète de ce profil.</translation>
    </message>
    <message>
      <source>That is your own account.</source>
      <translation>C’est votre propre compte.</translation>
    </message>
    <message>
      <source>That message has no such file.</source>
      <translation>Ce message n’a pas de tel fichier.</translation>
    </message>
    <message>
      <source>That message is not on this device.</source>
      <translation>Ce message n’est pas sur cet appareil.</translation>
    </message>
    <message>
      <source>That person is not in this group.</source>
      <translation>Cette personne n’est pas dans ce groupe.</translation>
    </message>
    <message>
      <source>The %1 can have at most %2 characters; this one has %3.</source>
      <translation>« %1 » : au plus %2 caractères ; il y en a %3.</translation>
    </message>
    <message>
      <source>The account at %1 has no credit left.</source>
      <translation>Le compte chez %1 n’a plus de crédit.</translation>
    </message>
    <message>
      <source>The account stored in this profile cannot be read.</source>
      <translation>Le compte gardé dans ce profil ne peut pas être lu.</translation>
    </message>
    <message>
      <source>The answer from %1 broke off before its end.</source>
      <translation>La réponse de %1 s’est interrompue avant la fin.</translation>
    </message>
    <message>
      <source>The beginning of this code is missing: codes begin with “%1”.</source>
      <translation>Il manque le début de ce code : les codes commencent par « %1 ».</translation>
    </message>
    <message>
      <source>The built-in model does not start on this device.</source>
      <translation>Le modèle intégré ne démarre pas sur cet appareil.</translation>
    </message>
    <message>
      <source>The built-in model has stopped on this device.</source>
      <translation>Le modèle intégré s’est arrêté sur cet appareil.</translation>
    </message>
    <message>
      <source>The built-in model is not installed on this device.</source>
      <translation>Le modèle intégré n’est pas installé sur cet appareil.</translation>
    </message>
    <message>
      <source>The built-in model works. It is small: good for a first try, not for real questions.</source>
      <translation>Le modèle intégré marche. Il est petit : bon pour un premier essai, pas pour de vraies questions.</translation>
    </message>
    <message>
      <source>The built-in model's file is not installed on this device.</source>
      <translation>Le fichier du modèle intégré n’est pas installé sur cet appareil.</translation>
    </message>
    <message>
      <source>The chosen model file is not there, or is not a GGUF file.</source>
      <translation>Le fichier de modèle choisi n’est pas là, ou n’est pas un fichier GGUF.</translation>
    </message>
    <message>
      <source>The clock of this machine is wrong: it shows the year %1.</source>
      <translation>L’horloge de cette machine est fausse : elle indique l’année %1.</translation>
    </message>
    <message>
      <source>The clock shows a plausible date.</source>
      <translation>L’horloge indique une date plausible.</translation>
    </message>
    <message>
      <source>The connection ended at once.</source>
      <translation>La connexion s’est terminée aussitôt.</translation>
    </message>
    <message>
      <source>The connection to your other device broke.</source>
      <translation>La connexion à votre autre appareil s’est rompue.</translation>
    </message>
    <message>
      <source>The device %1 now belongs to your account: it reads and writes in all your groups. If you do not know it, remove it at once.</source>
      <translation>L’appareil %1 appartient maintenant à votre compte : il lit et écrit dans tous vos groupes. Si vous ne le connaissez pas, retirez-le aussitôt.</translation>
    </message>
    <message>
      <source>The device %1 was removed from your account, on another of your devices. It cannot read what follows.</source>
      <translation>L’appareil %1 a été retiré de votre compte, depuis un autre de vos appareils. Il ne peut pas lire la suite.</translation>
    </message>
    <message>
      <source>The device at %1 shares no conversation with this one.</source>
      <translation>L’appareil à %1 ne partage aucune conversation avec celui-ci.</translation>
    </message>
    <message>
      <source>The device that hosts the assistant can enter a key in the settings.</source>
      <translation>La clé se saisit dans les réglages de l’appareil qui héberge l’assistant.</translation>
    </message>
    <message>
      <source>The disk has too little room left for a file of %1.</source>
      <translation>Il reste trop peu de place sur le disque pour un fichier de %1.</translation>
    </message>
    <message>
      <source>The disk that holds this profile reported an error.</source>
      <translation>Le disque qui contient ce profil a signalé une erreur.</translation>
    </message>
    <message>
      <source>The file has %1 bytes; at most %2 were asked for.</source>
      <translation>Le fichier fait %1 octets ; %2 au plus étaient demandés.</translation>
    </message>
    <message>
      <source>The file that holds this profile's secrets is damaged.</source>
      <translation>Le fichier des secrets de ce profil est abîmé.</translation>
    </message>
    <message>
      <source>The firewall (firewalld) lets Causerie through.</source>
      <translation>Le pare-feu (firewalld) laisse passer Causerie.</translation>
    </message>
    <message>
      <source>The firewall (nftables) lets Causerie through.</source>
      <translation>Le pare-feu (nftables) laisse passer Causerie.</translation>
    </message>
    <message>
      <source>The firewall (ufw) lets Causerie through.</source>
      <translation>Le pare-feu (ufw) laisse passer Causerie.</translation>
    </message>
    <message>
      <source>The group does not allow that: %1.</source>
      <translation>Le groupe ne le permet pas : %1.</translation>
    </message>
    <message>
      <source>The group's history of membership and settings is full.</source>
      <translation>L’historique des membres et des réglages du groupe est plein.</translation>
    </message>
    <message>
      <source>The group's keys have to be renewed first.</source>
      <translation>Les clés du groupe doivent d’abord être renouvelées.</translation>
    </message>
    <message>
      <source>The invite expired before anybody let you in.</source>
      <translation>L’invitation a expiré avant qu’on vous laisse entrer.</translation>
    </message>
    <message>
      <source>The invite's places went to others: you are not in %1.</source>
      <translation>Les places de l’invitation sont allées à d’autres : vous n’êtes pas dans %1.</translation>
    </message>
    <message>
      <source>The key of this profile's database is not in the system's keyring.</source>
      <translation>La clé de la base de ce profil n’est pas dans le trousseau du système.</translation>
    </message>
    <message>
      <source>The keys stored in this profile do not fit together.</source>
      <translation>Les clés gardées dans ce profil ne vont pas ensemble.</translation>
    </message>
    <message>
      <source>The limit of %1 a day for this model is reached.</source>
      <translation>La limite de %1 par jour pour ce modèle est atteinte.</translation>
    </message>
    <message>
      <source>The machine at %1 answers, but Causerie is not running there.</source>
      <translation>La machine à %1 répond, mais Causerie n’y tourne pas.</translation>
    </message>
    <message>
      <source>The machine at %1 broke off the connection.</source>
      <translation>La machine à %1 a rompu la connexion.</translation>
    </message>
    <message>
      <source>The model at %1 declined to answer this.</source>
      <translation>Le modèle de %1 a refusé de répondre à cela.</translation>
    </message>
    <message>
      <source>The new device has an account already.</source>
      <translation>Le nouvel appareil a déjà un compte.</translation>
    </message>
    <message>
      <source>The new device is no longer connected.</source>
      <translation>Le nouvel appareil n’est plus connecté.</translation>
    </message>
    <message>
      <source>The new device said no.</source>
      <translation>Le nouvel appareil a dit non.</translation>
    </message>
    <message>
      <source>The numbers differ: yours with %1 is another one.</source>
      <translation>Les numéros diffèrent : le vôtre avec %1 en est un autre.</translation>
    </message>
    <message>
      <source>The other device broke it off.</source>
      <translation>L’autre appareil a tout interrompu.</translation>
    </message>
    <message>
      <source>The other device said no.</source>
      <translation>L’autre appareil a dit non.</translation>
    </message>
    <message>
      <source>The passphrase is empty.</source>
      <translation>La phrase secrète est vide.</translation>
    </message>
    <message>
      <source>The profile's database cannot be opened: its key does not fit, or the file is damaged.</source>
      <translation>La base du profil ne peut pas être ouverte : sa clé ne convient pas, ou le fichier est abîmé.</translation>
    </message>
    <message>
      <source>The profile's database cannot be read: its key does not fit, or it is damaged beyond repair.</source>
      <translation>La base de données du profil ne peut pas être lue : sa clé ne convient pas, ou elle est endommagée au-delà de toute réparation.</translation>
    </message>
    <message>
      <source>The profile's database cannot be written.</source>
      <translation>La base du profil ne peut pas être écrite.</translation>
    </message>
    <message>
      <source>The safety number with %1 has changed: there is a device that you have not compared. Compare the numbers again, in person, before you trust what is written in that name.</source>
      <translation>Le numéro de sécurité avec %1 a changé : il y a un appareil que vous n’avez pas comparé. Comparez de nouveau les numéros, en personne, avant de vous fier à ce qui est écrit sous ce nom.</translation>
    </message>
    <message>
      <source>The stored key of this profile's database is not a key.</source>
      <translation>La clé gardée pour la base de ce profil n’en est pas une.</translation>
    </message>
    <message>
      <source>The system's keyring did not answer, or is locked.</source>
      <translation>Le trousseau du système n’a pas répondu, ou est verrouillé.</translation>
    </message>
    <message>
      <source>The text and the names of the files do not fit into one message.</source>
      <translation>Le texte et les noms des fichiers ne tiennent pas dans un seul message.</translation>
    </message>
    <message>
      <source>The text has %1 characters; at most %2 are possible.</source>
      <translation>Le texte a %1 caractères ; %2 au plus sont possibles.</translation>
    </message>
    <message>
      <source>The text takes %1 bytes; at most %2 are possible.</source>
      <translation>Le texte fait %1 octets ; %2 au plus sont possibles.</translation>
    </message>
    <message>
      <source>The time for this code is over.</source>
      <translation>Le temps de ce code est écoulé.</translation>
    </message>
    <message>
      <source>The time to link this device ran out.</source>
      <translation>Le temps pour associer cet appareil est écoulé.</translation>
    </message>
    <message>
      <source>There are too many files named %1 in that folder.</source>
      <translation>Il y a trop de fichiers nommés %1 dans ce dossier.</translation>
    </message>
    <message>
      <source>There is a file named %1 already.</source>
      <translation>Il y a déjà un fichier nommé %1.</translation>
    </message>
    <message>
      <source>There is no Causerie code in this text: codes begin with “%1”.</source>
      <translation>Il n’y a pas de code Causerie dans ce texte : les codes commencent par « %1 ».</translation>
    </message>
    <message>
      <source>There is no code for linking a device in this text: such codes begin with “%1”.</source>
      <translation>Il n’y a pas de code pour associer un appareil dans ce texte : ces codes commencent par « %1 ».</translation>
    </message>
    <message>
      <source>There is no code here.</source>
      <translation>Il n’y a pas de code ici.</translation>
    </message>
    <message>
      <source>There is no machine called “%1” on this network.</source>
      <translation>Aucune machine ne s’appelle « %1 » sur ce réseau.</translation>
    </message>
    <message>
      <source>There is no model server at this address of %1.</source>
      <translation>Il n’y a pas de serveur de modèles à cette adresse de %1.</translation>
    </message>
    <message>
      <source>There is no room left on the disk that holds %1.</source>
      <translation>Il n’y a plus de place sur le disque qui contient %1.</translation>
    </message>
    <message>
      <source>There is no room left on the disk that holds this profile.</source>
      <translation>Il n’y a plus de place sur le disque qui contient ce profil.</translation>
    </message>
    <message>
      <source>There is no such group on this device.</source>
      <translation>Ce groupe n’est pas sur cet appareil.</translation>
    </message>
    <message>
      <source>There is nothing to see in this text.</source>
      <translation>Il n’y a rien à voir dans ce texte.</translation>
    </message>
    <message>
      <source>There is now another %1 in %2. Compare safety numbers to know who is who.</source>
      <translation>Une autre personne s’appelle maintenant %1 dans %2. Comparez les numéros de sécurité pour savoir qui est qui.</translation>
    </message>
    <message>
      <source>These two devices are connected already.</source>
      <translation>Ces deux appareils sont déjà connectés.</translation>
    </message>
    <message>
      <source>This cannot be written to the group: %1.</source>
      <translation>Ceci ne peut pas être écrit dans le groupe : %1.</translation>
    </message>
    <message>
      <source>This code contains an address that makes no sense.</source>
      <translation>Ce code contient une adresse qui n’a pas de sens.</translation>
    </message>
    <message>
      <source>This code is cut off: %1 of its %2 characters after “%3” are here.</source>
      <translation>Ce code est coupé : il n’y a que %1 de ses %2 caractères après « %3 ».</translation>
    </message>
    <message>
      <source>This code is mistyped, or it was made by another version of Causerie.</source>
      <translation>Ce code est mal recopié, ou vient d’une autre version de Causerie.</translation>
    </message>
    <message>
      <source>This code is mistyped: at least one of its characters is wrong or missing.</source>
      <translation>Ce code est mal recopié : au moins un caractère est faux ou manque.</translation>
    </message>
    <message>
      <source>This code is mistyped: codes never contain the character “%1”.</source>
      <translation>Ce code est mal recopié : un code ne contient jamais le caractère « %1 ».</translation>
    </message>
    <message>
      <source>This code links a device to an account; it is no invite to a group.</source>
      <translation>Ce code associe un appareil à un compte ; ce n’est pas une invitation dans un groupe.</translation>
    </message>
    <message>
      <source>This code was used already, or its time is over.</source>
      <translation>Ce code a déjà servi, ou son temps est écoulé.</translation>
    </message>
    <message>
      <source>This device answers no questions.</source>
      <translation>Cet appareil ne répond à aucune question.</translation>
    </message>
    <message>
      <source>This device has connections enough and can be reached through others.</source>
      <translation>Cet appareil a assez de connexions et peut être joint à travers d’autres.</translation>
    </message>
    <message>
      <source>This device is answering that message already, or too many others.</source>
      <translation>Cet appareil répond déjà à ce message, ou à trop d’autres.</translation>
    </message>
    <message>
      <source>This device is not writing that answer.</source>
      <translation>Cet appareil n’écrit pas cette réponse.</translation>
    </message>
    <message>
      <source>This device no longer waits to be linked.</source>
      <translation>Cet appareil n’attend plus d’être associé.</translation>
    </message>
    <message>
      <source>This device shares no conversation with that one.</source>
      <translation>Cet appareil ne partage aucune conversation avec celui-là.</translation>
    </message>
    <message>
      <source>This device was removed from the account.</source>
      <translation>Cet appareil a été retiré du compte.</translation>
    </message>
    <message>
      <source>This device was removed from your account, on another of your devices. What it has stays on it; it gets nothing new.</source>
      <translation>Cet appareil a été retiré de votre compte, depuis un autre de vos appareils. Ce qu’il a y reste ; il ne reçoit plus rien de nouveau.</translation>
    </message>
    <message>
      <source>This file is not on this device yet.</source>
      <translation>Ce fichier n’est pas encore sur cet appareil.</translation>
    </message>
    <message>
      <source>This file was damaged on this device's disk and had to be removed.</source>
      <translation>Ce fichier était endommagé sur le disque de cet appareil et a dû être retiré.</translation>
    </message>
    <message>
      <source>This group has no such invite.</source>
      <translation>Ce groupe n’a pas cette invitation.</translation>
    </message>
    <message>
      <source>This group is still being joined.</source>
      <translation>Ce groupe est encore en train d’être rejoint.</translation>
    </message>
    <message>
      <source>This invite has been used as often as it may be.</source>
      <translation>Cette invitation a servi autant de fois qu’elle le pouvait.</translation>
    </message>
    <message>
      <source>This invite has been withdrawn.</source>
      <translation>Cette invitation a été retirée.</translation>
    </message>
    <message>
      <source>This invite has expired.</source>
      <translation>Cette invitation a expiré.</translation>
    </message>
    <message>
      <source>This invite was made before you were removed from the group.</source>
      <translation>Cette invitation date d’avant votre retrait du groupe.</translation>
    </message>
    <message>
      <source>This is a link or a code of some other program, not an invite to Causerie.</source>
      <translation>C’est un lien ou un code d’un autre programme, pas une invitation à Causerie.</translation>
    </message>
    <message>
      <source>This is the device you are using.</source>
      <translation>C’est l’appareil que vous utilisez.</translation>
    </message>
    <message>
      <source>This is too long for the model at %1.</source>
      <translation>C’est trop long pour le modèle de %1.</translation>
    </message>
    <message>
      <source>This machine has no address %1.</source>
      <translation>Cette machine n’a pas l’adresse %1.</translation>
    </message>
    <message>
      <source>This machine is on no network: nobody can be found.</source>
      <translation>Cette machine n’est sur aucun réseau : personne ne peut être trouvé.</translation>
    </message>
    <message>
      <source>This message is not for the assistant.</source>
      <translation>Ce message n’est pas pour l’assistant.</translation>
    </message>
    <message>
      <source>This profile has an account already.</source>
      <translation>Ce profil a déjà un compte.</translation>
    </message>
    <message>
      <source>This profile has no passphrase: its key is in the system's keyring.</source>
      <translation>Ce profil n’a pas de phrase secrète : sa clé est dans le trousseau du système.</translation>
    </message>
    <message>
      <source>This profile is already in use by %1.</source>
      <translation>Ce profil est déjà utilisé par %1.</translation>
    </message>
    <message>
      <source>This profile is protected by a passphrase.</source>
      <translation>Ce profil est protégé par une phrase secrète.</translation>
    </message>
    <message>
      <source>This profile was put back to an older state, as happens when a backup is restored. What you wrote since then comes back from the other members as soon as they are connected. If you did not restore a backup, somebody else has changed the files of this profile.</source>
      <translation>Ce profil est revenu à un état plus ancien, comme quand on restaure une sauvegarde. Ce que vous avez écrit depuis reviendra des autres membres dès qu’ils seront connectés. Si vous n’avez pas restauré de sauvegarde, quelqu’un d’autre a changé les fichiers de ce profil.</translation>
    </message>
    <message>
      <source>This profile was written by a later version of Causerie.</source>
      <translation>Ce profil a été écrit par une version plus récente de Causerie.</translation>
    </message>
    <message>
      <source>This profile's database was damaged, as happens when a disk fails or another program writes to its files. Everything in it that could still be read was kept. What is missing comes back from the other members as soon as they are connected, if they have it; names, codes and choices that were only on this device may be lost. The damaged files were kept, in the folder “%1” of the profile: delete it once nothing is missed.</source>
      <translation>La base de données de ce profil était endommagée, comme il arrive quand un disque défaille ou qu’un autre programme écrit dans ses fichiers. Tout ce qui pouvait encore être lu a été gardé. Ce qui manque revient des autres membres dès qu’ils sont connectés, s’ils l’ont ; les noms, les codes et les choix qui n’étaient que sur cet appareil peuvent être perdus. Les fichiers endommagés ont été gardés, dans le dossier « %1 » du profil : supprimez-le quand rien ne vous manque plus.</translation>
    </message>
    <message>
      <source>This replies to one of its messages.</source>
      <translation>Ceci répond à l’un de ses messages.</translation>
    </message>
    <message>
      <source>This system has no keyring to keep the profile's key in.</source>
      <translation>Ce système n’a pas de trousseau où garder la clé du profil.</translation>
    </message>
    <message>
      <source>This takes %1 bytes, more than one operation can carry.</source>
      <translation>Ceci fait %1 octets, plus qu’une opération n’en peut porter.</translation>
    </message>
    <message>
      <source>Too many devices are waiting to join. Try again in a minute.</source>
      <translation>Trop d’appareils attendent d’entrer. Réessayez dans une minute.</translation>
    </message>
    <message>
      <source>Too many people are waiting to be let in. Try again later.</source>
      <translation>Trop de personnes attendent d’entrer. Réessayez plus tard.</translation>
    </message>
    <message>
      <source>Try again later.</source>
      <translation>Réessayez plus tard.</translation>
    </message>
    <message>
      <source>Try again, or choose another model in the settings.</source>
      <translation>Réessayez, ou choisissez un autre modèle dans les réglages.</translation>
    </message>
    <message>
      <source>Try again.</source>
      <translation>Réessayez.</translation>
    </message>
    <message>
      <source>Try again: that starts it anew.</source>
      <translation>Réessayez : cela le redémarre.</translation>
    </message>
    <message>
      <source>Try again; nothing was changed.</source>
      <translation>Réessayez ; rien n’a été changé.</translation>
    </message>
    <message>
      <source>Two copies of a device of %1 have written to “%2”. That happens when a profile is copied, or restored from a backup, and both are used. Ask %3 to remove one; if they made no copy, somebody else may have their device, and they should revoke it.</source>
      <translation>Deux copies d’un appareil de %1 ont écrit dans « %2 ». Cela arrive quand un profil est copié, ou restauré depuis une sauvegarde, et que les deux servent. Demandez à %3 d’en supprimer une ; sans copie de sa part, quelqu’un d’autre a peut-être cet appareil, et il faut le retirer de ce compte.</translation>
    </message>
    <message>
      <source>Type it as "192.168.1.20:4040", or "[fe80::1]:4040" for IPv6.</source>
      <translation>Écrivez-la comme « 192.168.1.20:4040 », ou « [fe80::1]:4040 » en IPv6.</translation>
    </message>
    <message>
      <source>Type or scan all of it, from the other's screen.</source>
      <translation>Tapez-le ou scannez-le en entier, depuis l’écran de l’autre.</translation>
    </message>
    <message>
      <source>Type the address of a peer instead, or use another network.</source>
      <translation>Tapez plutôt l’adresse d’un pair, ou utilisez un autre réseau.</translation>
    </message>
    <message>
      <source>Unblock them first.</source>
      <translation>Débloquez d’abord cette personne.</translation>
    </message>
    <message>
      <source>Unlock it and try again, or use a profile with a passphrase (CAUSERIE_PASSPHRASE).</source>
      <translation>Déverrouillez-le et réessayez, ou prenez un profil avec une phrase secrète (CAUSERIE_PASSPHRASE).</translation>
    </message>
    <message>
      <source>Use it when you start Causerie for the first time on a new device.</source>
      <translation>Utilisez-le au premier démarrage de Causerie sur un nouvel appareil.</translation>
    </message>
    <message>
      <source>Wait until a member of the group is reachable on this network.</source>
      <translation>Attendez qu’un membre du groupe soit joignable sur ce réseau.</translation>
    </message>
    <message>
      <source>What answers at %1 does not speak as Causerie does.</source>
      <translation>Ce qui répond à %1 ne parle pas comme Causerie.</translation>
    </message>
    <message>
      <source>What answers at %1 is not Causerie.</source>
      <translation>Ce qui répond à %1 n’est pas Causerie.</translation>
    </message>
    <message>
      <source>What is announced on %1 is heard on this machine.</source>
      <translation>Ce qui est annoncé sur %1 est entendu sur cette machine.</translation>
    </message>
    <message>
      <source>What is announced on %1 is not even heard on this machine.</source>
      <translation>Ce qui est annoncé sur %1 n’est même pas entendu sur cette machine.</translation>
    </message>
    <message>
      <source>When the owner leaves, whoever has been an admin for longest follows.</source>
      <translation>Quand le propriétaire part, le plus ancien administrateur lui succède.</translation>
    </message>
    <message>
      <source>Whether a firewall on this machine keeps others out cannot be seen from here.</source>
      <translation>On ne peut pas voir d’ici si un pare-feu de cette machine empêche les autres d’entrer.</translation>
    </message>
    <message>
      <source>You are in this group already.</source>
      <translation>Vous êtes déjà dans ce groupe.</translation>
    </message>
    <message>
      <source>You are in this group.</source>
      <translation>Vous êtes dans ce groupe.</translation>
    </message>
    <message>
      <source>You are no longer a member of this group.</source>
      <translation>Vous n’êtes plus membre de ce groupe.</translation>
    </message>
    <message>
      <source>You are no longer in %1: the invitation by which you came does not count any more.</source>
      <translation>Vous n’êtes plus dans %1 : l’invitation qui vous y a fait entrer ne compte plus.</translation>
    </message>
    <message>
      <source>You are not a member of this group.</source>
      <translation>Vous n’êtes pas membre de ce groupe.</translation>
    </message>
    <message>
      <source>You blocked the author of this message.</source>
      <translation>Vous avez bloqué l’auteur de ce message.</translation>
    </message>
    <message>
      <source>You blocked this person.</source>
      <translation>Vous avez bloqué cette personne.</translation>
    </message>
    <message>
      <source>You blocked who sent this file.</source>
      <translation>Vous avez bloqué la personne qui a envoyé ce fichier.</translation>
    </message>
    <message>
      <source>You cannot change your own role.</source>
      <translation>Vous ne pouvez pas changer votre propre rôle.</translation>
    </message>
    <message>
      <source>You cannot remove yourself.</source>
      <translation>Vous ne pouvez pas vous retirer vous-même.</translation>
    </message>
    <message>
      <source>You said no.</source>
      <translation>Vous avez dit non.</translation>
    </message>
    <message>
      <source>You share no group with this person.</source>
      <translation>Vous n’avez aucun groupe en commun avec cette personne.</translation>
    </message>
    <message>
      <source>Your account has no such device.</source>
      <translation>Votre compte n’a pas cet appareil.</translation>
    </message>
    <message>
      <source>Your account is in this group already, with another device.</source>
      <translation>Votre compte est déjà dans ce groupe, avec un autre appareil.</translation>
    </message>
    <message>
      <source>Your other device was not found.</source>
      <translation>Votre autre appareil n’a pas été trouvé.</translation>
    </message>
  </context>
  <context>
    <name>FailedPage</name>
    <message>
      <source>Causerie cannot open this profile</source>
      <translation>Causerie ne peut pas ouvrir ce profil</translation>
    </message>
    <message>
      <source>Quit</source>
      <translation>Quitter</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Réessayer</translation>
    </message>
  </context>
  <context>
    <name>FileButtons</name>
    <message>
      <source>Cancel %1</source>
      <translation>Annuler %1</translation>
    </message>
    <message>
      <source>Download %1</source>
      <translation>Télécharger %1</translation>
    </message>
    <message>
      <source>Go on with %1</source>
      <translation>Reprendre %1</translation>
    </message>
    <message>
      <source>Pause %1</source>
      <translation>Suspendre %1</translation>
    </message>
    <message>
      <source>Save %1 as…</source>
      <translation>Enregistrer %1 sous…</translation>
    </message>
    <message>
      <source>Try %1 again</source>
      <translation>Réessayer %1</translation>
    </message>
  </context>
  <context>
    <name>FileChip</name>
    <message>
      <source>Leave out %1</source>
      <translation>Retirer %1</translation>
    </message>
  </context>
  <context>
    <name>FileDesk</name>
    <message>
      <source>Its message stays. The file can be downloaded again as long as somebody in the conversation has it and is here; if nobody does, it is gone.</source>
      <translation>Son message reste. Le fichier peut être téléchargé de nouveau tant que quelqu’un dans la conversation l’a et est là ; si personne ne l’a, il est perdu.</translation>
    </message>
    <message>
      <source>Remove file</source>
      <translation>Retirer le fichier</translation>
    </message>
    <message>
      <source>Remove this file from this device?</source>
      <translation>Retirer ce fichier de cet appareil ?</translation>
    </message>
    <message>
      <source>Save as</source>
      <translation>Enregistrer sous</translation>
    </message>
  </context>
  <context>
    <name>FileTray</name>
    <message>
      <source>Files to send</source>
      <translation>Fichiers à envoyer</translation>
    </message>
  </context>
  <context>
    <name>Files</name>
    <message>
      <source>%1 of %2</source>
      <translation>%1 sur %2</translation>
    </message>
    <message>
      <source>%1 of %2 used</source>
      <translation>%1 utilisés sur %2</translation>
    </message>
    <message>
      <source>%1, not on this device</source>
      <translation>%1, pas sur cet appareil</translation>
    </message>
    <message numerus="yes">
      <source>%n file(s)</source>
      <translation>
        <numerusform>%n fichier</numerusform>
        <numerusform>%n fichiers</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n photo(s)</source>
      <translation>
        <numerusform>%n photo</numerusform>
        <numerusform>%n photos</numerusform>
      </translation>
    </message>
    <message>
      <source>Damaged: this is not what its sender promised</source>
      <translation>Endommagé : ce n’est pas ce que l’expéditeur a annoncé</translation>
    </message>
    <message>
      <source>File</source>
      <translation>Fichier</translation>
    </message>
    <message>
      <source>Files you have not opened for longest leave this device until the rest fits into %1. Their messages stay, and each file can be fetched again from somebody who has it.</source>
      <translation>Les fichiers que vous n’avez pas ouverts depuis le plus longtemps quittent cet appareil jusqu’à ce que le reste tienne dans %1. Leurs messages restent, et chaque fichier peut être repris auprès de quelqu’un qui l’a.</translation>
    </message>
    <message>
      <source>Nobody who has this file is here</source>
      <translation>Personne qui a ce fichier n’est là</translation>
    </message>
    <message numerus="yes">
      <source>One message holds %n file(s) at most. Send the others in the next one.</source>
      <translation>
        <numerusform>Un message contient au plus %n fichier. Envoyez les autres dans le suivant.</numerusform>
        <numerusform>Un message contient au plus %n fichiers. Envoyez les autres dans le suivant.</numerusform>
      </translation>
    </message>
    <message>
      <source>Only files and pictures of this device can be dropped here.</source>
      <translation>On ne peut déposer ici que des fichiers et des images de cet appareil.</translation>
    </message>
    <message>
      <source>Paused at %1</source>
      <translation>Suspendu à %1</translation>
    </message>
    <message>
      <source>Photo</source>
      <translation>Photo</translation>
    </message>
    <message>
      <source>Picture</source>
      <translation>Image</translation>
    </message>
    <message>
      <source>Picture copied</source>
      <translation>Image copiée</translation>
    </message>
    <message numerus="yes">
      <source>Preparing %n file(s)…</source>
      <translation>
        <numerusform>Préparation de %n fichier…</numerusform>
        <numerusform>Préparation de %n fichiers…</numerusform>
      </translation>
    </message>
    <message>
      <source>Preparing “%1”…</source>
      <translation>Préparation de « %1 »…</translation>
    </message>
    <message>
      <source>Saved “%1” in “%2”.</source>
      <translation>« %1 » enregistré dans « %2 ».</translation>
    </message>
    <message>
      <source>Show folder</source>
      <translation>Ouvrir le dossier</translation>
    </message>
    <message>
      <source>This picture cannot be shown. You can save it.</source>
      <translation>Cette image ne peut pas être affichée. Vous pouvez l’enregistrer.</translation>
    </message>
    <message>
      <source>This picture is too large to be shown here. You can save it.</source>
      <translation>Cette image est trop grande pour être affichée ici. Vous pouvez l’enregistrer.</translation>
    </message>
    <message numerus="yes">
      <source>and %n more</source>
      <translation>
        <numerusform>et %n autre</numerusform>
        <numerusform>et %n autres</numerusform>
      </translation>
    </message>
    <message>
      <source>“%1” cannot be read: it is not yours to open, or it is not an ordinary file.</source>
      <translation>« %1 » ne peut pas être lu : vous n’avez pas le droit de l’ouvrir, ou ce n’est pas un fichier ordinaire.</translation>
    </message>
    <message>
      <source>“%1” is a folder. Add the files in it, or pack it into one file first.</source>
      <translation>« %1 » est un dossier. Ajoutez les fichiers qu’il contient, ou réunissez-les d’abord en un seul.</translation>
    </message>
    <message>
      <source>“%1” is empty.</source>
      <translation>« %1 » est vide.</translation>
    </message>
    <message>
      <source>“%1” is no longer there.</source>
      <translation>« %1 » n’est plus là.</translation>
    </message>
    <message>
      <source>“%1” is too large: one file may have %2.</source>
      <translation>« %1 » est trop gros : un fichier peut faire %2.</translation>
    </message>
  </context>
  <context>
    <name>FilesSection</name>
    <message>
      <source>Download pictures up to 5 MB by themselves</source>
      <translation>Télécharger d’office les images jusqu’à 5 Mo</translation>
    </message>
    <message>
      <source>Files and pictures</source>
      <translation>Fichiers et images</translation>
    </message>
    <message>
      <source>Remove files</source>
      <translation>Retirer les fichiers</translation>
    </message>
    <message>
      <source>Remove files from this device?</source>
      <translation>Retirer des fichiers de cet appareil ?</translation>
    </message>
    <message>
      <source>Room for files on this device</source>
      <translation>Place pour les fichiers sur cet appareil</translation>
    </message>
  </context>
  <context>
    <name>GroupSection</name>
    <message>
      <source>Description</source>
      <translation>Description</translation>
    </message>
    <message>
      <source>Description of the group</source>
      <translation>Description du groupe</translation>
    </message>
    <message>
      <source>Group</source>
      <translation>Groupe</translation>
    </message>
    <message>
      <source>Leave group</source>
      <translation>Quitter le groupe</translation>
    </message>
    <message>
      <source>Name</source>
      <translation>Nom</translation>
    </message>
    <message>
      <source>Name of the group</source>
      <translation>Nom du groupe</translation>
    </message>
    <message>
      <source>Only the owner and the admins can change this.</source>
      <translation>Seuls le propriétaire et les administrateurs peuvent changer cela.</translation>
    </message>
    <message>
      <source>What this group is about. Everybody in it sees this.</source>
      <translation>De quoi parle ce groupe. Tous ses membres le voient.</translation>
    </message>
  </context>
  <context>
    <name>Header</name>
    <message>
      <source>Hide details</source>
      <translation>Cacher les détails</translation>
    </message>
    <message>
      <source>Invite</source>
      <translation>Inviter</translation>
    </message>
    <message>
      <source>Search in this conversation</source>
      <translation>Chercher dans cette conversation</translation>
    </message>
    <message>
      <source>Show details</source>
      <translation>Montrer les détails</translation>
    </message>
  </context>
  <context>
    <name>InviteDialog</name>
    <message>
      <source>100 times</source>
      <translation>100 fois</translation>
    </message>
    <message>
      <source>20 times</source>
      <translation>20 fois</translation>
    </message>
    <message>
      <source>5 times</source>
      <translation>5 fois</translation>
    </message>
    <message>
      <source>A day</source>
      <translation>Un jour</translation>
    </message>
    <message>
      <source>A month</source>
      <translation>Un mois</translation>
    </message>
    <message>
      <source>A week</source>
      <translation>Une semaine</translation>
    </message>
    <message>
      <source>An admin of the group has to let each newcomer in. You are not one.</source>
      <translation>Un administrateur du groupe devra accepter chaque arrivée. Vous ne l’êtes pas.</translation>
    </message>
    <message>
      <source>An hour</source>
      <translation>Une heure</translation>
    </message>
    <message>
      <source>Ask an admin before somebody joins</source>
      <translation>Demander à un administrateur avant chaque entrée</translation>
    </message>
    <message>
      <source>Ask me before somebody joins</source>
      <translation>Me demander avant chaque entrée</translation>
    </message>
    <message>
      <source>Can be used</source>
      <translation>Peut servir</translation>
    </message>
    <message>
      <source>Copy code</source>
      <translation>Copier le code</translation>
    </message>
    <message>
      <source>Copy link</source>
      <translation>Copier le lien</translation>
    </message>
    <message>
      <source>Invite code</source>
      <translation>Code d’invitation</translation>
    </message>
    <message>
      <source>Invite to %1</source>
      <translation>Inviter dans %1</translation>
    </message>
    <message>
      <source>Once</source>
      <translation>Une fois</translation>
    </message>
    <message>
      <source>Send this code by any means you trust. Whoever pastes it into Causerie asks to be let in, and an admin decides.</source>
      <translation>Envoyez ce code par un moyen sûr. Qui le colle dans Causerie demande à entrer, et un administrateur décide.</translation>
    </message>
    <message>
      <source>Send this code by any means you trust. Whoever pastes it into Causerie on the same network is in.</source>
      <translation>Envoyez ce code par un moyen sûr. Qui le colle dans Causerie sur le même réseau entre dans le groupe.</translation>
    </message>
    <message>
      <source>The invite link as a QR code</source>
      <translation>Le lien d’invitation en code QR</translation>
    </message>
    <message>
      <source>Until %1. What is sent before anybody joins can be read by newcomers too.</source>
      <translation>Jusqu’au %1. Ce qui est écrit avant l’arrivée des nouveaux, ils peuvent le lire aussi.</translation>
    </message>
    <message>
      <source>Works for</source>
      <translation>Valable</translation>
    </message>
    <message>
      <source>You or another admin of the group has to let each newcomer in.</source>
      <translation>Chaque arrivée devra être acceptée par vous ou par un autre administrateur du groupe.</translation>
    </message>
  </context>
  <context>
    <name>InviteRow</name>
    <message>
      <source>Copy</source>
      <translation>Copier</translation>
    </message>
    <message>
      <source>Withdraw…</source>
      <translation>Retirer…</translation>
    </message>
    <message>
      <source>needs approval</source>
      <translation>sur accord d’un admin</translation>
    </message>
  </context>
  <context>
    <name>InvitesSection</name>
    <message>
      <source>Invites</source>
      <translation>Invitations</translation>
    </message>
    <message>
      <source>No invite is open. Nobody can join until somebody makes one.</source>
      <translation>Aucune invitation n’est ouverte. Personne ne peut entrer tant que quelqu’un n’en fait pas une.</translation>
    </message>
    <message>
      <source>Nobody can join by this code any more. People who are in stay.</source>
      <translation>Plus personne ne pourra entrer avec ce code. Les membres déjà entrés restent.</translation>
    </message>
    <message>
      <source>Withdraw</source>
      <translation>Retirer</translation>
    </message>
    <message>
      <source>Withdraw this invite?</source>
      <translation>Retirer cette invitation ?</translation>
    </message>
  </context>
  <context>
    <name>JoinDialog</name>
    <message>
      <source>Cancel</source>
      <translation>Annuler</translation>
    </message>
    <message>
      <source>Invite code</source>
      <translation>Code d’invitation</translation>
    </message>
    <message>
      <source>Join</source>
      <translation>Rejoindre</translation>
    </message>
    <message>
      <source>Join with an invite code</source>
      <translation>Rejoindre avec un code d’invitation</translation>
    </message>
    <message>
      <source>Paste the code or the link somebody sent you. Spaces and line breaks do not matter.</source>
      <translation>Collez le code ou le lien qu’on vous a envoyé. Les espaces et les retours à la ligne ne comptent pas.</translation>
    </message>
    <message>
      <source>There is an invite code on the clipboard.</source>
      <translation>Il y a un code d’invitation dans le presse-papiers.</translation>
    </message>
    <message>
      <source>Use it</source>
      <translation>L’utiliser</translation>
    </message>
  </context>
  <context>
    <name>LinkDialog</name>
    <message>
      <source>Cancel</source>
      <translation>Annuler</translation>
    </message>
    <message>
      <source>Copy the address</source>
      <translation>Copier l’adresse</translation>
    </message>
    <message>
      <source>It leaves Causerie and opens in your browser.</source>
      <translation>Il sort de Causerie et s’ouvre dans votre navigateur.</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Ouvrir</translation>
    </message>
    <message>
      <source>Open this link?</source>
      <translation>Ouvrir ce lien ?</translation>
    </message>
  </context>
  <context>
    <name>LinkRequestDialog</name>
    <message>
      <source>Digits: %1</source>
      <translation>Chiffres : %1</translation>
    </message>
    <message>
      <source>Do not link</source>
      <translation>Ne pas associer</translation>
    </message>
    <message>
      <source>It will read and write everything in your name. Say yes only if you hold it, and if it shows these six digits.</source>
      <translation>Il pourra tout lire, et écrire partout en votre nom. Ne dites oui que si vous l’avez en main, et s’il montre ces six chiffres.</translation>
    </message>
    <message>
      <source>Link a new device?</source>
      <translation>Associer un nouvel appareil ?</translation>
    </message>
    <message>
      <source>Yes, link it</source>
      <translation>Oui, l’associer</translation>
    </message>
  </context>
  <context>
    <name>Main</name>
    <message>
      <source>%1 – Causerie</source>
      <translation>%1 – Causerie</translation>
    </message>
  </context>
  <context>
    <name>MeCard</name>
    <message>
      <source>Settings</source>
      <translation>Réglages</translation>
    </message>
  </context>
  <context>
    <name>MemberMenu</name>
    <message>
      <source>Block</source>
      <translation>Bloquer</translation>
    </message>
    <message>
      <source>Make admin</source>
      <translation>Nommer admin</translation>
    </message>
    <message>
      <source>Make ordinary member</source>
      <translation>Retirer le rôle d’admin</translation>
    </message>
    <message>
      <source>Message</source>
      <translation>Écrire</translation>
    </message>
    <message>
      <source>Remove from group</source>
      <translation>Retirer du groupe</translation>
    </message>
    <message>
      <source>Unblock</source>
      <translation>Débloquer</translation>
    </message>
    <message>
      <source>Verify safety number</source>
      <translation>Vérifier le numéro de sécurité</translation>
    </message>
  </context>
  <context>
    <name>MemberRow</name>
    <message>
      <source>Press to see what you can do</source>
      <translation>Appuyez pour voir ce que vous pouvez faire</translation>
    </message>
    <message>
      <source>Verified</source>
      <translation>Numéro vérifié</translation>
    </message>
  </context>
  <context>
    <name>MembersSection</name>
    <message>
      <source>Invite people</source>
      <translation>Inviter</translation>
    </message>
    <message>
      <source>Members</source>
      <translation>Membres</translation>
    </message>
    <message>
      <source>Members (%1)</source>
      <translation>Membres (%1)</translation>
    </message>
  </context>
  <context>
    <name>MessageComposer</name>
    <message>
      <source>Attach files</source>
      <translation>Joindre des fichiers</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Annuler</translation>
    </message>
    <message>
      <source>Ctrl+O</source>
      <translation>Ctrl+O</translation>
    </message>
    <message>
      <source>Enter</source>
      <translation>Entrée</translation>
    </message>
    <message>
      <source>Not for AI</source>
      <translation>Pas pour l’IA</translation>
    </message>
    <message>
      <source>Send</source>
      <translation>Envoyer</translation>
    </message>
    <message>
      <source>This message never enters a prompt</source>
      <translation>Ce message ne sera jamais montré à un modèle</translation>
    </message>
    <message>
      <source>Write a message</source>
      <translation>Écrire un message</translation>
    </message>
  </context>
  <context>
    <name>MessageMenu</name>
    <message>
      <source>Ask again</source>
      <translation>Redemander</translation>
    </message>
    <message>
      <source>Cancel download</source>
      <translation>Annuler le téléchargement</translation>
    </message>
    <message>
      <source>Copy as Markdown</source>
      <translation>Copier en Markdown</translation>
    </message>
    <message>
      <source>Copy picture</source>
      <translation>Copier l’image</translation>
    </message>
    <message>
      <source>Copy text</source>
      <translation>Copier le texte</translation>
    </message>
    <message>
      <source>Download file</source>
      <translation>Télécharger le fichier</translation>
    </message>
    <message>
      <source>Look at picture</source>
      <translation>Voir l’image</translation>
    </message>
    <message>
      <source>Pause download</source>
      <translation>Suspendre le téléchargement</translation>
    </message>
    <message>
      <source>Remove file from this device…</source>
      <translation>Retirer le fichier de cet appareil…</translation>
    </message>
    <message>
      <source>Reply</source>
      <translation>Répondre</translation>
    </message>
    <message>
      <source>Save file as…</source>
      <translation>Enregistrer le fichier sous…</translation>
    </message>
    <message>
      <source>Stop</source>
      <translation>Arrêter</translation>
    </message>
    <message>
      <source>Try again</source>
      <translation>Réessayer</translation>
    </message>
    <message>
      <source>What left the room</source>
      <translation>Ce qui est sorti du groupe</translation>
    </message>
  </context>
  <context>
    <name>NamePage</name>
    <message>
      <source>Ana</source>
      <translation>Ana</translation>
    </message>
    <message>
      <source>Continue</source>
      <translation>Continuer</translation>
    </message>
    <message>
      <source>Group chats with an assistant in the room. No account, no server: what you write stays between the people in it.</source>
      <translation>Des discussions de groupe avec un assistant dans la pièce. Pas de compte, pas de serveur : ce que vous écrivez reste entre ceux qui y sont.</translation>
    </message>
    <message>
      <source>Only people you share a group with see this name. You can change it later.</source>
      <translation>Seules les personnes d’un groupe commun voient ce nom. Vous pourrez le changer.</translation>
    </message>
    <message>
      <source>Welcome to Causerie</source>
      <translation>Bienvenue dans Causerie</translation>
    </message>
    <message>
      <source>Your name</source>
      <translation>Votre nom</translation>
    </message>
  </context>
  <context>
    <name>NetworkSection</name>
    <message>
      <source>Careful</source>
      <translation>Attention</translation>
    </message>
    <message>
      <source>Check the network</source>
      <translation>Vérifier le réseau</translation>
    </message>
    <message>
      <source>Good</source>
      <translation>Bon</translation>
    </message>
    <message>
      <source>If people nearby do not appear, see what keeps you apart.</source>
      <translation>Si les gens proches n’apparaissent pas, voyez ce qui vous sépare.</translation>
    </message>
    <message>
      <source>Network</source>
      <translation>Réseau</translation>
    </message>
    <message>
      <source>Problem</source>
      <translation>Problème</translation>
    </message>
  </context>
  <context>
    <name>NewGroupDialog</name>
    <message>
      <source>An assistant takes part</source>
      <translation>Un assistant participe</translation>
    </message>
    <message>
      <source>Automatically</source>
      <translation>De lui-même</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Annuler</translation>
    </message>
    <message>
      <source>Create group</source>
      <translation>Créer le groupe</translation>
    </message>
    <message>
      <source>Garden weekend</source>
      <translation>Week-end au jardin</translation>
    </message>
    <message>
      <source>It answers when somebody writes its name, such as @%1.</source>
      <translation>Il répond quand quelqu’un écrit son nom, par exemple @%1.</translation>
    </message>
    <message>
      <source>It follows the conversation and speaks when it has something to add.</source>
      <translation>Il suit la conversation et parle quand il a quelque chose à ajouter.</translation>
    </message>
    <message>
      <source>It is called</source>
      <translation>Il s’appelle</translation>
    </message>
    <message>
      <source>It responds</source>
      <translation>Il répond</translation>
    </message>
    <message>
      <source>Name of the assistant</source>
      <translation>Nom de l’assistant</translation>
    </message>
    <message>
      <source>Name of the group</source>
      <translation>Nom du groupe</translation>
    </message>
    <message>
      <source>New group</source>
      <translation>Nouveau groupe</translation>
    </message>
    <message>
      <source>When mentioned</source>
      <translation>Si on l’appelle</translation>
    </message>
    <message>
      <source>You can invite people as soon as it exists.</source>
      <translation>Vous pourrez inviter dès qu’il existera.</translation>
    </message>
  </context>
  <context>
    <name>NoConversations</name>
    <message>
      <source>Give it a name, then send people a code.</source>
      <translation>Donnez-lui un nom, puis envoyez un code.</translation>
    </message>
    <message>
      <source>Hello %1</source>
      <translation>Bonjour %1</translation>
    </message>
    <message>
      <source>New group</source>
      <translation>Nouveau groupe</translation>
    </message>
    <message>
      <source>Paste an invite code</source>
      <translation>Coller un code d’invitation</translation>
    </message>
    <message>
      <source>Somebody sent you a code or a link.</source>
      <translation>On vous a envoyé un code ou un lien.</translation>
    </message>
    <message>
      <source>Start a conversation, or join one you were invited to.</source>
      <translation>Commencez une conversation, ou rejoignez celle où l’on vous invite.</translation>
    </message>
    <message>
      <source>There is an invite code on the clipboard.</source>
      <translation>Il y a un code d’invitation dans le presse-papiers.</translation>
    </message>
    <message>
      <source>Use it</source>
      <translation>L’utiliser</translation>
    </message>
  </context>
  <context>
    <name>NoticeCard</name>
    <message>
      <source>Dismiss</source>
      <translation>Fermer</translation>
    </message>
    <message>
      <source>Notice</source>
      <translation>Avis</translation>
    </message>
  </context>
  <context>
    <name>NoticesSection</name>
    <message>
      <source>Nothing to read. What happens to devices, keys and memberships is told here until you dismiss it.</source>
      <translation>Rien à lire. Ce qui arrive aux appareils, aux clés et aux membres se dit ici, jusqu’à ce que vous le fermiez.</translation>
    </message>
    <message>
      <source>Notices</source>
      <translation>Avis</translation>
    </message>
  </context>
  <context>
    <name>PassphrasePage</name>
    <message>
      <source>Choose a passphrase</source>
      <translation>Choisissez une phrase secrète</translation>
    </message>
    <message>
      <source>Continue</source>
      <translation>Continuer</translation>
    </message>
    <message>
      <source>Nobody can recover it for you: without it, what is kept on this device cannot be read.</source>
      <translation>Personne ne peut la retrouver pour vous : sans elle, ce qui est gardé sur cet appareil est illisible.</translation>
    </message>
    <message>
      <source>Once more</source>
      <translation>Encore une fois</translation>
    </message>
    <message>
      <source>Passphrase</source>
      <translation>Phrase secrète</translation>
    </message>
    <message>
      <source>Passphrase once more</source>
      <translation>Phrase secrète encore une fois</translation>
    </message>
    <message>
      <source>This system has no keyring, so Causerie encrypts everything it keeps with a passphrase of yours. You will type it at each start.</source>
      <translation>Ce système n’a pas de trousseau : Causerie chiffre donc tout ce qu’elle garde avec une phrase secrète à vous. Vous la taperez à chaque démarrage.</translation>
    </message>
  </context>
  <context>
    <name>People</name>
    <message>
      <source>%1 (you)</source>
      <translation>%1 (vous)</translation>
    </message>
    <message>
      <source>%1 has left this conversation. Nobody would read what you write here.</source>
      <translation>%1 a quitté cette conversation. Personne ne lirait ce que vous écrivez ici.</translation>
    </message>
    <message>
      <source>%1 is an admin now.</source>
      <translation>%1 est maintenant admin.</translation>
    </message>
    <message>
      <source>%1 is an ordinary member now.</source>
      <translation>%1 est maintenant simple membre.</translation>
    </message>
    <message>
      <source>%1 is no longer blocked.</source>
      <translation>Vous ne bloquez plus %1.</translation>
    </message>
    <message>
      <source>%1 is no longer in %2.</source>
      <translation>%1 n’est plus dans %2.</translation>
    </message>
    <message>
      <source>%1 removed you on %2 at %3.</source>
      <translation>%1 vous a retiré de ce groupe le %2 à %3.</translation>
    </message>
    <message numerus="yes">
      <source>%n devices</source>
      <translation>
        <numerusform>%n appareil</numerusform>
        <numerusform>%n appareils</numerusform>
      </translation>
    </message>
    <message>
      <source>Admin</source>
      <translation>Admin</translation>
    </message>
    <message>
      <source>Blocked</source>
      <translation>Compte bloqué</translation>
    </message>
    <message>
      <source>Owner</source>
      <translation>Propriétaire</translation>
    </message>
    <message>
      <source>Unblock</source>
      <translation>Débloquer</translation>
    </message>
    <message>
      <source>You blocked %1.</source>
      <translation>Vous avez bloqué %1.</translation>
    </message>
    <message>
      <source>You blocked %1. You see nothing that %1 writes, and cannot write here.</source>
      <translation>Vous avez bloqué %1. Vous ne voyez rien de ce que %1 écrit, et ne pouvez pas écrire ici.</translation>
    </message>
    <message>
      <source>You can still read what was here before.</source>
      <translation>Vous pouvez encore lire ce qui s’est dit avant.</translation>
    </message>
    <message>
      <source>You left this conversation on %2 at %3.</source>
      <translation>Vous avez quitté cette conversation le %2 à %3.</translation>
    </message>
    <message>
      <source>You left this group on %2 at %3.</source>
      <translation>Vous avez quitté ce groupe le %2 à %3.</translation>
    </message>
    <message>
      <source>You left this group.</source>
      <translation>Vous avez quitté ce groupe.</translation>
    </message>
    <message>
      <source>You were removed from this group.</source>
      <translation>Vous avez été retiré de ce groupe.</translation>
    </message>
    <message>
      <source>You were removed on %2 at %3.</source>
      <translation>Vous avez été retiré de ce groupe le %2 à %3.</translation>
    </message>
    <message>
      <source>away</source>
      <translation>pas là</translation>
    </message>
    <message>
      <source>end-to-end encrypted</source>
      <translation>chiffré de bout en bout</translation>
    </message>
    <message>
      <source>here</source>
      <translation>ici</translation>
    </message>
    <message>
      <source>verified</source>
      <translation>numéro vérifié</translation>
    </message>
  </context>
  <context>
    <name>PersonRow</name>
    <message>
      <source>Not for AI: this never enters a prompt</source>
      <translation>Pas pour l’IA : ceci n’est jamais montré à un modèle</translation>
    </message>
    <message>
      <source>edited</source>
      <translation>modifié</translation>
    </message>
  </context>
  <context>
    <name>PersonSection</name>
    <message>
      <source>Block</source>
      <translation>Bloquer</translation>
    </message>
    <message>
      <source>Delete conversation</source>
      <translation>Supprimer la conversation</translation>
    </message>
    <message>
      <source>Unblock</source>
      <translation>Débloquer</translation>
    </message>
    <message>
      <source>Verified</source>
      <translation>Numéro vérifié</translation>
    </message>
    <message>
      <source>Verify safety number</source>
      <translation>Vérifier le numéro de sécurité</translation>
    </message>
  </context>
  <context>
    <name>PictureViewer</name>
    <message>
      <source>Close</source>
      <translation>Fermer</translation>
    </message>
    <message>
      <source>Copy picture</source>
      <translation>Copier l’image</translation>
    </message>
    <message>
      <source>Ctrl+C</source>
      <translation>Ctrl+C</translation>
    </message>
    <message>
      <source>Ctrl+S</source>
      <translation>Ctrl+S</translation>
    </message>
    <message>
      <source>Esc</source>
      <translation>Échap</translation>
    </message>
    <message>
      <source>Larger</source>
      <translation>Agrandir</translation>
    </message>
    <message>
      <source>Save as…</source>
      <translation>Enregistrer sous…</translation>
    </message>
    <message>
      <source>Smaller</source>
      <translation>Réduire</translation>
    </message>
  </context>
  <context>
    <name>PolicySection</name>
    <message>
      <source>Admins</source>
      <translation>Admins</translation>
    </message>
    <message>
      <source>Changed.</source>
      <translation>Changé.</translation>
    </message>
    <message>
      <source>Everybody</source>
      <translation>Tout le monde</translation>
    </message>
    <message>
      <source>Everything</source>
      <translation>Tout</translation>
    </message>
    <message>
      <source>Name, description and assistant are changed by</source>
      <translation>Qui peut changer le nom, la description et l’assistant</translation>
    </message>
    <message>
      <source>Newcomers can read</source>
      <translation>Ce que les nouveaux peuvent lire</translation>
    </message>
    <message>
      <source>Only what follows</source>
      <translation>Seulement la suite</translation>
    </message>
    <message>
      <source>People are invited by</source>
      <translation>Qui peut inviter</translation>
    </message>
    <message>
      <source>The owner and the admins can change this.</source>
      <translation>Le propriétaire et les administrateurs peuvent changer cela.</translation>
    </message>
    <message>
      <source>Undo</source>
      <translation>Annuler</translation>
    </message>
    <message>
      <source>Who can do what</source>
      <translation>Qui peut faire quoi</translation>
    </message>
    <message>
      <source>Whoever joins receives only what is said from then on.</source>
      <translation>Qui entre ne reçoit que ce qui se dit ensuite.</translation>
    </message>
    <message>
      <source>Whoever joins receives what was said before, too.</source>
      <translation>Qui entre reçoit aussi ce qui s’est dit avant.</translation>
    </message>
  </context>
  <context>
    <name>Questions</name>
    <message>
      <source>%1 stays in %2, but can no longer remove people, let newcomers in or decide who can do what. You can make %1 an admin again.</source>
      <translation>%1 reste dans %2, mais ne pourra plus retirer de membres, laisser entrer les nouveaux ni décider qui peut faire quoi. Vous pourrez redonner ce rôle à %1.</translation>
    </message>
    <message>
      <source>%1 will no longer receive messages sent from now on. What %1 already has stays on %1’s devices. You can invite %1 again.</source>
      <translation>%1 ne recevra plus les messages envoyés à partir de maintenant. Ce que %1 a déjà reste sur ses appareils. Vous pourrez réinviter %1.</translation>
    </message>
    <message>
      <source>As an admin of %2, %1 can remove ordinary members, let newcomers in, make others admins, and change the group’s name, its assistant and who can do what. You can make %1 an ordinary member again.</source>
      <translation>Comme admin de %2, %1 pourra retirer les simples membres, laisser entrer les nouveaux, nommer d’autres admins, et changer le nom du groupe, son assistant et qui peut faire quoi. Vous pourrez retirer ce rôle à %1.</translation>
    </message>
    <message>
      <source>Block</source>
      <translation>Bloquer</translation>
    </message>
    <message>
      <source>Block %1?</source>
      <translation>Bloquer %1 ?</translation>
    </message>
    <message>
      <source>Cancel</source>
      <translation>Annuler</translation>
    </message>
    <message>
      <source>Delete</source>
      <translation>Supprimer</translation>
    </message>
    <message>
      <source>Delete the conversation with %1?</source>
      <translation>Supprimer la conversation avec %1 ?</translation>
    </message>
    <message>
      <source>Everything that was said in it is deleted from this device. The others keep what they have.</source>
      <translation>Tout ce qui s’y est dit est supprimé de cet appareil. Les autres gardent ce qu’ils ont.</translation>
    </message>
    <message>
      <source>Everything you and %1 said here is deleted from this device. %1 keeps a copy, and sees that you left. You can begin a new conversation with %1 from any group you share.</source>
      <translation>Tout ce que %1 et vous avez écrit ici est supprimé de cet appareil. %1 en garde une copie, et voit votre départ. Vous pourrez commencer une nouvelle conversation avec %1 depuis un groupe que vous partagez.</translation>
    </message>
    <message>
      <source>Keep</source>
      <translation>Garder</translation>
    </message>
    <message>
      <source>Leave</source>
      <translation>Quitter</translation>
    </message>
    <message>
      <source>Leave %2?</source>
      <translation>Quitter %2 ?</translation>
    </message>
    <message>
      <source>Make %1 an admin?</source>
      <translation>Nommer %1 admin ?</translation>
    </message>
    <message>
      <source>Make %1 an ordinary member?</source>
      <translation>Retirer le rôle d’admin à %1 ?</translation>
    </message>
    <message>
      <source>Make admin</source>
      <translation>Nommer admin</translation>
    </message>
    <message>
      <source>Make ordinary member</source>
      <translation>Retirer le rôle d’admin</translation>
    </message>
    <message>
      <source>Remove</source>
      <translation>Retirer</translation>
    </message>
    <message>
      <source>Remove %1 from %2?</source>
      <translation>Retirer %1 de %2 ?</translation>
    </message>
    <message>
      <source>Remove %2 from the list?</source>
      <translation>Enlever %2 de la liste ?</translation>
    </message>
    <message>
      <source>Remove from list</source>
      <translation>Enlever de la liste</translation>
    </message>
    <message>
      <source>Stay</source>
      <translation>Rester</translation>
    </message>
    <message>
      <source>You will no longer receive its messages. To come back, somebody has to invite you again. What is already on this device stays until you remove it.</source>
      <translation>Vous ne recevrez plus ses messages. Pour revenir, il faudra qu’on vous réinvite. Ce qui est déjà sur cet appareil y reste jusqu’à ce que vous l’enleviez.</translation>
    </message>
    <message>
      <source>You will no longer see what %1 writes, in any group. %1 is not told. Messages keep travelling through your device to the others. You can unblock %1 at any time.</source>
      <translation>Vous ne verrez plus ce que %1 écrit, dans aucun groupe. %1 n’en saura rien. Ses messages passeront toujours par votre appareil vers les autres. Vous pourrez débloquer %1 à tout moment.</translation>
    </message>
  </context>
  <context>
    <name>QuotedMessage</name>
    <message>
      <source>A message that is not on this device</source>
      <translation>Un message qui n’est pas sur cet appareil</translation>
    </message>
    <message>
      <source>In reply to %1: %2</source>
      <translation>En réponse à %1 : %2</translation>
    </message>
    <message>
      <source>In reply to a message that is not on this device</source>
      <translation>En réponse à un message qui n’est pas sur cet appareil</translation>
    </message>
  </context>
  <context>
    <name>ReceiptSheet</name>
    <message>
      <source>Earlier answer</source>
      <translation>Réponse précédente</translation>
    </message>
    <message>
      <source>Exactly this was sent for the answer, and nothing else.</source>
      <translation>Voici exactement ce qui a été envoyé pour la réponse, et rien d’autre.</translation>
    </message>
    <message>
      <source>From the conversation</source>
      <translation>De la conversation</translation>
    </message>
    <message>
      <source>Instructions</source>
      <translation>Consignes</translation>
    </message>
    <message>
      <source>Model</source>
      <translation>Modèle</translation>
    </message>
    <message>
      <source>To</source>
      <translation>À</translation>
    </message>
    <message>
      <source>What left the room</source>
      <translation>Ce qui est sorti du groupe</translation>
    </message>
  </context>
  <context>
    <name>ReplyPreview</name>
    <message>
      <source>Do not reply</source>
      <translation>Ne pas répondre</translation>
    </message>
    <message>
      <source>Replying to %1: %2</source>
      <translation>Réponse à %1 : %2</translation>
    </message>
  </context>
  <context>
    <name>RequestRow</name>
    <message>
      <source>Let %1 in</source>
      <translation>Accepter %1</translation>
    </message>
    <message>
      <source>Let in</source>
      <translation>Accepter</translation>
    </message>
    <message>
      <source>Turn %1 away</source>
      <translation>Refuser %1</translation>
    </message>
    <message>
      <source>Turn away…</source>
      <translation>Refuser…</translation>
    </message>
  </context>
  <context>
    <name>RequestsSection</name>
    <message>
      <source>They are told that an admin said no, and cannot ask again with the same invite. With a new one they can.</source>
      <translation>Cette personne apprendra qu’un administrateur a dit non, et ne pourra pas redemander avec la même invitation. Avec une nouvelle, elle le pourra.</translation>
    </message>
    <message>
      <source>Turn %1 away?</source>
      <translation>Refuser l’entrée à %1 ?</translation>
    </message>
    <message>
      <source>Turn away</source>
      <translation>Refuser</translation>
    </message>
    <message>
      <source>Waiting to join (%1)</source>
      <translation>Demandes d’entrée (%1)</translation>
    </message>
  </context>
  <context>
    <name>RoomBanner</name>
    <message>
      <source>%1 is not reachable. What you write leaves as soon as that changes.</source>
      <translation>%1 n’est pas joignable. Ce que vous écrivez partira dès que cela changera.</translation>
    </message>
    <message>
      <source>Catching up</source>
      <translation>Rattrapage</translation>
    </message>
    <message>
      <source>Nobody from this group is reachable. What you write leaves when somebody is.</source>
      <translation>Personne de ce groupe n’est joignable. Ce que vous écrivez partira quand quelqu’un le sera.</translation>
    </message>
  </context>
  <context>
    <name>RoomNote</name>
    <message>
      <source>Invite people</source>
      <translation>Inviter</translation>
    </message>
    <message>
      <source>Invite someone</source>
      <translation>Invitez quelqu’un</translation>
    </message>
    <message>
      <source>Joining…</source>
      <translation>Entrée en cours…</translation>
    </message>
    <message>
      <source>Looking for somebody of this group on your network. Causerie keeps trying.</source>
      <translation>Recherche de quelqu’un de ce groupe sur votre réseau. Causerie continue d’essayer.</translation>
    </message>
    <message>
      <source>Nothing was said here while you were in it.</source>
      <translation>Rien ne s’est dit ici pendant que vous y étiez.</translation>
    </message>
    <message>
      <source>Paste another code</source>
      <translation>Coller un autre code</translation>
    </message>
    <message>
      <source>Say hello</source>
      <translation>Dites bonjour</translation>
    </message>
    <message>
      <source>So far only you are here. Make an invite code and paste it into whatever you already use to talk: whoever has it can join.</source>
      <translation>Pour l’instant vous êtes seul ici. Faites un code d’invitation et collez-le là où vous parlez déjà : qui l’a peut entrer.</translation>
    </message>
    <message>
      <source>So far only you are here. The owner and the admins of this group can invite others.</source>
      <translation>Pour l’instant il n’y a que vous ici. Le propriétaire et les administrateurs de ce groupe peuvent inviter.</translation>
    </message>
    <message>
      <source>This did not work</source>
      <translation>Cela n’a pas marché</translation>
    </message>
    <message>
      <source>What you write here is end-to-end encrypted: only the members of this group can read it.</source>
      <translation>Ce que vous écrivez ici est chiffré de bout en bout : seuls les membres de ce groupe peuvent le lire.</translation>
    </message>
    <message>
      <source>What you write here is end-to-end encrypted: only you and %1 can read it.</source>
      <translation>Ce que vous écrivez ici est chiffré de bout en bout : il n’y a que %1 et vous qui puissiez le lire.</translation>
    </message>
    <message>
      <source>You left this group</source>
      <translation>Vous avez quitté ce groupe</translation>
    </message>
    <message>
      <source>You were removed from this group</source>
      <translation>Vous avez été retiré de ce groupe</translation>
    </message>
  </context>
  <context>
    <name>RowTools</name>
    <message>
      <source>Copy</source>
      <translation>Copier</translation>
    </message>
    <message>
      <source>More</source>
      <translation>Plus</translation>
    </message>
    <message>
      <source>Reply</source>
      <translation>Répondre</translation>
    </message>
  </context>
  <context>
    <name>Safety</name>
    <message numerus="yes">
      <source>%n of 60 digits.</source>
      <translation>
        <numerusform>%n chiffre sur 60.</numerusform>
        <numerusform>%n chiffres sur 60.</numerusform>
      </translation>
    </message>
    <message>
      <source>Meet %1, or call and recognise the voice, and have %1 open this same page about you. If both of you see the same number, nobody reads along between you, and it is really %1 you write with.</source>
      <translation>Retrouvez %1, ou appelez et reconnaissez la voix, et demandez à %1 d’ouvrir cette même page à votre sujet. Si le numéro est le même des deux côtés, personne d’autre ne vous lit, et c’est bien à %1 que vous écrivez.</translation>
    </message>
    <message numerus="yes">
      <source>The number covers %n device(s) of %1, and yours.</source>
      <translation>
        <numerusform>Le numéro couvre %n appareil de %1, et les vôtres.</numerusform>
        <numerusform>Le numéro couvre %n appareils de %1, et les vôtres.</numerusform>
      </translation>
    </message>
    <message>
      <source>The numbers are the same.</source>
      <translation>Les numéros sont les mêmes.</translation>
    </message>
    <message>
      <source>The safety number with %1 has changed.</source>
      <translation>Le numéro de sécurité avec %1 a changé.</translation>
    </message>
    <message>
      <source>This is another number. Compare again; if it differs once more, somebody may be reading along: do not trust that this is %1.</source>
      <translation>C’est un autre numéro. Comparez de nouveau ; s’il diffère encore, quelqu’un d’autre vous lit peut-être : ne croyez pas que c’est bien %1.</translation>
    </message>
    <message>
      <source>This is longer than a safety number, which has 60 digits.</source>
      <translation>C’est plus long qu’un numéro de sécurité, qui a 60 chiffres.</translation>
    </message>
    <message>
      <source>Verify %1</source>
      <translation>Vérifier %1</translation>
    </message>
    <message>
      <source>You have verified %1. If a device is added, you will be told.</source>
      <translation>Vous avez vérifié %1. Si un appareil s’ajoute, vous le saurez.</translation>
    </message>
    <message>
      <source>You verified %1 before, and since then a device was added that you have not compared. Until you have, somebody else may be reading what you write to %1. Compare the new number.</source>
      <translation>Vous aviez vérifié %1 ; depuis, un appareil s’est ajouté que vous n’avez pas comparé. D’ici là, quelqu’un d’autre lit peut-être ce que vous écrivez à %1. Comparez le nouveau numéro.</translation>
    </message>
  </context>
  <context>
    <name>SafetyDialog</name>
    <message>
      <source>Close</source>
      <translation>Fermer</translation>
    </message>
    <message>
      <source>Copy number</source>
      <translation>Copier le numéro</translation>
    </message>
    <message>
      <source>Mark as verified</source>
      <translation>C’est vérifié</translation>
    </message>
    <message>
      <source>Or paste the number you were sent, and Causerie compares</source>
      <translation>Ou collez le numéro reçu : Causerie compare</translation>
    </message>
    <message>
      <source>Remove verification</source>
      <translation>Retirer la vérification</translation>
    </message>
    <message>
      <source>Safety number: %1</source>
      <translation>Numéro de sécurité : %1</translation>
    </message>
    <message>
      <source>The other’s safety number</source>
      <translation>Numéro de sécurité de l’autre</translation>
    </message>
    <message>
      <source>The safety number as a QR code</source>
      <translation>Le numéro de sécurité en code QR</translation>
    </message>
    <message>
      <source>Verify safety number</source>
      <translation>Vérifier le numéro de sécurité</translation>
    </message>
  </context>
  <context>
    <name>SearchDialog</name>
    <message>
      <source>Found messages</source>
      <translation>Messages trouvés</translation>
    </message>
    <message>
      <source>Go to a date</source>
      <translation>Aller à une date</translation>
    </message>
    <message>
      <source>Nothing found for “%1”.</source>
      <translation>Rien trouvé pour « %1 ».</translation>
    </message>
    <message>
      <source>Search all messages</source>
      <translation>Chercher dans tous les messages</translation>
    </message>
    <message>
      <source>Search in %1</source>
      <translation>Chercher dans %1</translation>
    </message>
  </context>
  <context>
    <name>SettingsDialog</name>
    <message>
      <source>Appearance</source>
      <translation>Apparence</translation>
    </message>
    <message>
      <source>As the system</source>
      <translation>Comme le système</translation>
    </message>
    <message>
      <source>Assistant on this device</source>
      <translation>Assistant sur cet appareil</translation>
    </message>
    <message>
      <source>Dark</source>
      <translation>Sombre</translation>
    </message>
    <message>
      <source>Language</source>
      <translation>Langue</translation>
    </message>
    <message>
      <source>Less motion</source>
      <translation>Moins de mouvement</translation>
    </message>
    <message>
      <source>Light</source>
      <translation>Clair</translation>
    </message>
    <message>
      <source>Save</source>
      <translation>Enregistrer</translation>
    </message>
    <message>
      <source>Settings</source>
      <translation>Réglages</translation>
    </message>
    <message>
      <source>Text size</source>
      <translation>Taille du texte</translation>
    </message>
    <message>
      <source>Window</source>
      <translation>Fenêtre</translation>
    </message>
    <message>
      <source>Your name</source>
      <translation>Votre nom</translation>
    </message>
  </context>
  <context>
    <name>Sidebar</name>
    <message>
      <source>Conversations</source>
      <translation>Conversations</translation>
    </message>
    <message>
      <source>New conversation</source>
      <translation>Nouvelle conversation</translation>
    </message>
    <message>
      <source>New group</source>
      <translation>Nouveau groupe</translation>
    </message>
    <message>
      <source>No conversation is called “%1”.</source>
      <translation>Aucune conversation ne s’appelle « %1 ».</translation>
    </message>
    <message>
      <source>Paste an invite code</source>
      <translation>Coller un code d’invitation</translation>
    </message>
    <message>
      <source>Search</source>
      <translation>Chercher</translation>
    </message>
    <message>
      <source>Search conversations</source>
      <translation>Chercher une conversation</translation>
    </message>
    <message>
      <source>Search messages for “%1”</source>
      <translation>Chercher « %1 » dans les messages</translation>
    </message>
  </context>
  <context>
    <name>SidebarNotices</name>
    <message>
      <source>All notices (%1)</source>
      <translation>Tous les avis (%1)</translation>
    </message>
    <message>
      <source>Notices (%1)</source>
      <translation>Avis (%1)</translation>
    </message>
    <message>
      <source>Read it all</source>
      <translation>Tout lire</translation>
    </message>
  </context>
  <context>
    <name>Spinner</name>
    <message>
      <source>Working</source>
      <translation>En cours</translation>
    </message>
  </context>
  <context>
    <name>Timeline</name>
    <message>
      <source>%1 and %2 are typing</source>
      <translation>%1 et %2 écrivent</translation>
    </message>
    <message>
      <source>%1 did not answer.</source>
      <translation>%1 n’a pas répondu.</translation>
    </message>
    <message>
      <source>%1 is thinking</source>
      <translation>%1 réfléchit</translation>
    </message>
    <message>
      <source>%1 is typing</source>
      <translation>%1 écrit</translation>
    </message>
    <message numerus="yes">
      <source>%n token(s)</source>
      <translation>
        <numerusform>%n jeton</numerusform>
        <numerusform>%n jetons</numerusform>
      </translation>
    </message>
    <message>
      <source>Catching up: %1 of %2</source>
      <translation>Rattrapage : %1 sur %2</translation>
    </message>
    <message>
      <source>No receipt came with this answer.</source>
      <translation>Cette réponse est venue sans reçu.</translation>
    </message>
    <message numerus="yes">
      <source>On %1 of %n other device(s).</source>
      <translation>
        <numerusform>Sur %1 des %n autres appareils.</numerusform>
        <numerusform>Sur %1 des %n autres appareils.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>On all %n other device(s).</source>
      <translation>
        <numerusform>Sur l’autre appareil.</numerusform>
        <numerusform>Sur tous les %n autres appareils.</numerusform>
      </translation>
    </message>
    <message>
      <source>Saved on this device. It leaves as soon as somebody is reachable.</source>
      <translation>Enregistré sur cet appareil. Il partira dès que quelqu’un sera joignable.</translation>
    </message>
    <message>
      <source>Saved on this device. Nobody else is here yet.</source>
      <translation>Enregistré sur cet appareil. Il n’y a encore personne d’autre.</translation>
    </message>
    <message>
      <source>Several people are typing</source>
      <translation>Plusieurs personnes écrivent</translation>
    </message>
    <message>
      <source>Stopped.</source>
      <translation>Arrêtée.</translation>
    </message>
    <message>
      <source>The answer failed.</source>
      <translation>La réponse a échoué.</translation>
    </message>
    <message>
      <source>This message was deleted.</source>
      <translation>Ce message a été supprimé.</translation>
    </message>
    <message>
      <source>Today</source>
      <translation>Aujourd’hui</translation>
    </message>
    <message>
      <source>Yesterday</source>
      <translation>Hier</translation>
    </message>
    <message>
      <source>assistant</source>
      <translation>assistant</translation>
    </message>
    <message>
      <source>d MMMM yyyy</source>
      <translation>d MMMM yyyy</translation>
    </message>
    <message>
      <source>dddd d MMMM</source>
      <translation>dddd d MMMM</translation>
    </message>
    <message>
      <source>hosted by %1</source>
      <translation>chez %1</translation>
    </message>
    <message>
      <source>hosted here</source>
      <translation>sur cet appareil</translation>
    </message>
  </context>
  <context>
    <name>TimelineView</name>
    <message numerus="yes">
      <source>%n new message(s)</source>
      <translation>
        <numerusform>%n nouveau message</numerusform>
        <numerusform>%n nouveaux messages</numerusform>
      </translation>
    </message>
    <message>
      <source>Messages</source>
      <translation>Messages</translation>
    </message>
    <message>
      <source>Newest</source>
      <translation>Derniers messages</translation>
    </message>
  </context>
  <context>
    <name>Toast</name>
    <message>
      <source>Dismiss</source>
      <translation>Fermer</translation>
    </message>
  </context>
  <context>
    <name>UnansweredLine</name>
    <message>
      <source>Ask again</source>
      <translation>Redemander</translation>
    </message>
  </context>
  <context>
    <name>UnlockPage</name>
    <message>
      <source>Enter your passphrase</source>
      <translation>Entrez votre phrase secrète</translation>
    </message>
    <message>
      <source>Open</source>
      <translation>Ouvrir</translation>
    </message>
    <message>
      <source>Passphrase</source>
      <translation>Phrase secrète</translation>
    </message>
    <message>
      <source>What Causerie keeps on this device is encrypted with it.</source>
      <translation>Ce que Causerie garde sur cet appareil est chiffré avec elle.</translation>
    </message>
  </context>
  <context>
    <name>UnreadLine</name>
    <message>
      <source>New messages</source>
      <translation>Nouveaux messages</translation>
    </message>
  </context>
  <context>
    <name>WaitingState</name>
    <message>
      <source>A firewall may be in the way: Causerie finds others by multicast DNS, then connects directly.</source>
      <translation>Un pare-feu s’interpose peut-être : Causerie trouve les autres par DNS multicast, puis s’y connecte directement.</translation>
    </message>
    <message>
      <source>Address of a device</source>
      <translation>Adresse d’un appareil</translation>
    </message>
    <message>
      <source>Be on the same network as somebody from the group. Their Causerie must be open.</source>
      <translation>Soyez sur le même réseau que quelqu’un du groupe. Sa Causerie doit être ouverte.</translation>
    </message>
    <message>
      <source>Connect</source>
      <translation>Connecter</translation>
    </message>
    <message>
      <source>Connected.</source>
      <translation>Connecté.</translation>
    </message>
    <message>
      <source>If the network hides devices from each other, type the address of one that is in the group.</source>
      <translation>Si le réseau cache les appareils les uns aux autres, tapez l’adresse de l’un d’eux.</translation>
    </message>
    <message>
      <source>Joining…</source>
      <translation>Entrée en cours…</translation>
    </message>
    <message>
      <source>Paste another code</source>
      <translation>Coller un autre code</translation>
    </message>
    <message>
      <source>Remove from the list</source>
      <translation>Enlever de la liste</translation>
    </message>
    <message>
      <source>Stop joining</source>
      <translation>Ne plus essayer</translation>
    </message>
    <message>
      <source>Tell an admin of the group: they see your request and let you in with one click.</source>
      <translation>Prévenez un administrateur du groupe : il voit votre demande et l’accepte d’un clic.</translation>
    </message>
    <message>
      <source>Waiting to be let in</source>
      <translation>En attente d’un accord</translation>
    </message>
    <message>
      <source>What helps</source>
      <translation>Ce qui aide</translation>
    </message>
    <message>
      <source>You could not join</source>
      <translation>Vous n’avez pas pu entrer</translation>
    </message>
    <message>
      <source>You left this group</source>
      <translation>Vous avez quitté ce groupe</translation>
    </message>
    <message>
      <source>You need not stay here. You are in as soon as an admin has said yes and somebody of the group is reachable.</source>
      <translation>Inutile de rester ici. Vous entrerez dès qu’un administrateur aura dit oui et que quelqu’un du groupe sera joignable.</translation>
    </message>
    <message>
      <source>You were removed from this group</source>
      <translation>Vous avez été retiré de ce groupe</translation>
    </message>
  </context>
  <context>
    <name>Window</name>
    <message>
      <source>%1 and %2</source>
      <translation>%1 et %2</translation>
    </message>
    <message>
      <source>%1 and %2 want to join.</source>
      <translation>%1 et %2 demandent à entrer.</translation>
    </message>
    <message numerus="yes">
      <source>%1 and %n other(s) want to join.</source>
      <translation>
        <numerusform>%1 et %n autre demandent à entrer.</numerusform>
        <numerusform>%1 et %n autres demandent à entrer.</numerusform>
      </translation>
    </message>
    <message>
      <source>%1 at %2</source>
      <translation>%1 à %2</translation>
    </message>
    <message>
      <source>%1 is answering…</source>
      <translation>%1 répond…</translation>
    </message>
    <message>
      <source>%1 of %2 used</source>
      <translation>%1 fois sur %2</translation>
    </message>
    <message>
      <source>%1 wants to join.</source>
      <translation>%1 demande à entrer.</translation>
    </message>
    <message>
      <source>%1, invited by %2</source>
      <translation>%1, invité par %2</translation>
    </message>
    <message numerus="yes">
      <source>%n model(s)</source>
      <translation>
        <numerusform>%n modèle</numerusform>
        <numerusform>%n modèles</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n other(s)</source>
      <translation>
        <numerusform>%n autre</numerusform>
        <numerusform>%n autres</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n person(s) on this network</source>
      <translation>
        <numerusform>%n personne sur ce réseau</numerusform>
        <numerusform>%n personnes sur ce réseau</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n person(s) waiting to join</source>
      <translation>
        <numerusform>%n demande d’entrée</numerusform>
        <numerusform>%n demandes d’entrée</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n unread message(s)</source>
      <translation>
        <numerusform>%n message non lu</numerusform>
        <numerusform>%n messages non lus</numerusform>
      </translation>
    </message>
    <message>
      <source>A group you were invited to</source>
      <translation>Groupe où l’on vous invite</translation>
    </message>
    <message>
      <source>All the places of this invite went to others.</source>
      <translation>Toutes les places de cette invitation sont allées à d’autres.</translation>
    </message>
    <message>
      <source>An admin of the group turned your request away.</source>
      <translation>Votre demande a été refusée par un administrateur du groupe.</translation>
    </message>
    <message>
      <source>An invitation from %1</source>
      <translation>Une invitation de %1</translation>
    </message>
    <message>
      <source>Ask somebody in the group for a new code.</source>
      <translation>Demandez un nouveau code à quelqu’un du groupe.</translation>
    </message>
    <message>
      <source>By %1</source>
      <translation>Par %1</translation>
    </message>
    <message>
      <source>By a former member</source>
      <translation>Par un ancien membre</translation>
    </message>
    <message>
      <source>By you</source>
      <translation>Par vous</translation>
    </message>
    <message>
      <source>Causerie could not start because of a mistake in the program.</source>
      <translation>Causerie n’a pas pu démarrer à cause d’une erreur du programme.</translation>
    </message>
    <message numerus="yes">
      <source>Choose a passphrase of at least %n characters.</source>
      <translation>
        <numerusform>Choisissez une phrase secrète d’au moins %n caractère.</numerusform>
        <numerusform>Choisissez une phrase secrète d’au moins %n caractères.</numerusform>
      </translation>
    </message>
    <message>
      <source>Device %1</source>
      <translation>Appareil %1</translation>
    </message>
    <message>
      <source>If that was a mistake, talk with somebody in the group. With a new code you can ask again.</source>
      <translation>Si c’est une erreur, parlez-en à quelqu’un du groupe. Avec un nouveau code, vous pourrez redemander.</translation>
    </message>
    <message>
      <source>Joining…</source>
      <translation>Entrée en cours…</translation>
    </message>
    <message>
      <source>Make a new one and send it to them.</source>
      <translation>Faites-en une nouvelle et envoyez-la.</translation>
    </message>
    <message>
      <source>Message deleted</source>
      <translation>Message supprimé</translation>
    </message>
    <message>
      <source>New conversation</source>
      <translation>Nouvelle conversation</translation>
    </message>
    <message>
      <source>No messages yet</source>
      <translation>Pas encore de messages</translation>
    </message>
    <message>
      <source>Nobody else here yet</source>
      <translation>Encore personne d’autre ici</translation>
    </message>
    <message>
      <source>Nobody from this group is reachable on this network. Causerie keeps trying.</source>
      <translation>Personne de ce groupe n’est joignable sur ce réseau. Causerie continue d’essayer.</translation>
    </message>
    <message>
      <source>Show devices</source>
      <translation>Voir les appareils</translation>
    </message>
    <message>
      <source>Show member</source>
      <translation>Voir le membre</translation>
    </message>
    <message>
      <source>The group did not let you in.</source>
      <translation>Le groupe ne vous a pas laissé entrer.</translation>
    </message>
    <message>
      <source>The group does not let you in with this invite.</source>
      <translation>Le groupe ne vous laisse pas entrer avec cette invitation.</translation>
    </message>
    <message>
      <source>The group knows that you are waiting. An admin has to let you in.</source>
      <translation>Le groupe sait que vous attendez. Un administrateur doit accepter.</translation>
    </message>
    <message>
      <source>The invite expired before you were in.</source>
      <translation>L’invitation a expiré avant votre entrée.</translation>
    </message>
    <message>
      <source>The new device could not be linked. Make a new code.</source>
      <translation>Le nouvel appareil n’a pas pu être associé. Faites un nouveau code.</translation>
    </message>
    <message>
      <source>The new device is linked.</source>
      <translation>Le nouvel appareil est associé.</translation>
    </message>
    <message>
      <source>The new device was not linked.</source>
      <translation>Le nouvel appareil n’a pas été associé.</translation>
    </message>
    <message>
      <source>The new device was not linked: the time for it ran out. Make a new code.</source>
      <translation>Le nouvel appareil n’a pas été associé : le temps est écoulé. Faites un nouveau code.</translation>
    </message>
    <message>
      <source>The two passphrases are not the same.</source>
      <translation>Les deux phrases secrètes ne sont pas les mêmes.</translation>
    </message>
    <message>
      <source>This device</source>
      <translation>Cet appareil</translation>
    </message>
    <message>
      <source>This invite was withdrawn.</source>
      <translation>Cette invitation a été retirée.</translation>
    </message>
    <message>
      <source>This is a good code</source>
      <translation>Ce code est bon</translation>
    </message>
    <message>
      <source>Try again. If it happens every time, report it with the log: your conversations are safe on disk.</source>
      <translation>Réessayez. Si cela arrive à chaque fois, signalez-le avec le journal : vos conversations sont en sûreté sur le disque.</translation>
    </message>
    <message>
      <source>Verify safety number</source>
      <translation>Vérifier le numéro</translation>
    </message>
    <message>
      <source>Waiting to be let in</source>
      <translation>En attente d’un accord</translation>
    </message>
    <message>
      <source>You are already in %1.</source>
      <translation>Vous êtes déjà dans %1.</translation>
    </message>
    <message>
      <source>You are already in this group.</source>
      <translation>Vous êtes déjà dans ce groupe.</translation>
    </message>
    <message>
      <source>You left this group</source>
      <translation>Vous avez quitté ce groupe</translation>
    </message>
    <message>
      <source>You were removed from this group</source>
      <translation>Vous avez été retiré de ce groupe</translation>
    </message>
    <message>
      <source>You: %1</source>
      <translation>Vous : %1</translation>
    </message>
    <message>
      <source>added %1</source>
      <translation>ajout : %1</translation>
    </message>
    <message>
      <source>an admin has to let you in</source>
      <translation>sur accord d’un administrateur</translation>
    </message>
    <message>
      <source>as the group was made</source>
      <translation>comme à la création du groupe</translation>
    </message>
    <message>
      <source>changed by %1, %2</source>
      <translation>changé par %1, %2</translation>
    </message>
    <message>
      <source>changed by a former member, %1</source>
      <translation>changé par un ancien membre, %1</translation>
    </message>
    <message>
      <source>changed by you, %1</source>
      <translation>changé par vous, %1</translation>
    </message>
    <message>
      <source>connected</source>
      <translation>connecté</translation>
    </message>
    <message>
      <source>end-to-end encrypted</source>
      <translation>chiffré de bout en bout</translation>
    </message>
    <message>
      <source>expired</source>
      <translation>expiré</translation>
    </message>
    <message numerus="yes">
      <source>expires in %n day(s)</source>
      <translation>
        <numerusform>expire dans %n jour</numerusform>
        <numerusform>expire dans %n jours</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>expires in %n hour(s)</source>
      <translation>
        <numerusform>expire dans %n heure</numerusform>
        <numerusform>expire dans %n heures</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>expires in %n minute(s)</source>
      <translation>
        <numerusform>expire dans %n minute</numerusform>
        <numerusform>expire dans %n minutes</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>in %n group(s)</source>
      <translation>
        <numerusform>dans %n groupe</numerusform>
        <numerusform>dans %n groupes</numerusform>
      </translation>
    </message>
    <message>
      <source>invited by %1</source>
      <translation>invitation : %1</translation>
    </message>
    <message>
      <source>invited by a former member</source>
      <translation>invitation : un ancien membre</translation>
    </message>
    <message>
      <source>invited by you</source>
      <translation>invitation : vous</translation>
    </message>
    <message>
      <source>not connected</source>
      <translation>non connecté</translation>
    </message>
    <message>
      <source>since %1</source>
      <translation>demande : %1</translation>
    </message>
    <message>
      <source>today</source>
      <translation>aujourd’hui</translation>
    </message>
    <message>
      <source>until %1</source>
      <translation>jusqu’au %1</translation>
    </message>
    <message>
      <source>yesterday</source>
      <translation>hier</translation>
    </message>
  </context>
</TS>
