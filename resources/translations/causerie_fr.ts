<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="fr_FR" sourcelanguage="en_US">
  <context>
    <name>AnswerRow</name>
    <message>
      <source>Stop</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What left the room</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>AssistantCard</name>
    <message>
      <source>Assistant</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Automatically</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>How it should behave, in a few sentences. Everybody in the group sees this.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Mentioned</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name of the assistant</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Off</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Personality</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Rename the assistant</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Responds</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>AssistantChoice</name>
    <message>
      <source>%1 on this machine</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A key is kept</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A model server of mine</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>API key</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>API key, if the server wants one</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Address of the server</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Also answer other members' questions</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Another member's device can still answer in your groups.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Assistant</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Built-in model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Looking for one on this machine…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>My OpenAI key</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>None</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Ollama, LM Studio, llama.cpp, or any compatible address.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Test</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The key stays on this machine. Only the group's messages go to OpenAI, and everybody can see which.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Works at once, without key or network. Small: good for a first try, not for real questions.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>to try it out</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>AssistantPage</name>
    <message>
      <source>Each group can have an assistant. It runs on a model that one of its members brings: choose yours, or leave it to the others.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Later</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Use it</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Who answers for the assistant?</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>CodeBlock</name>
    <message>
      <source>Copied</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy the code</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>code</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>math</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Completions</name>
    <message>
      <source>%1, assistant</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>People to mention</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>assistant</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Composer</name>
    <message>
      <source>%1 answers when mentioned</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 is off</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 joins in by itself</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Message</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Message %1</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This is %1 characters too long for one message. Shorten it or send it in parts; nothing is lost.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This is too long for one message. Send it in parts; nothing is lost.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You can write as soon as you have joined.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You could not join this group.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You left this group. You can still read what was said.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You were removed from this group. You can still read what was said.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Your message is still here.</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>ComposerField</name>
    <message>
      <source>Enter sends, Shift and Enter begins a new line</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>CopyButton</name>
    <message>
      <source>Copied</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>DetailsPanel</name>
    <message>
      <source>Close</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Details</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Group</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Invite people</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Leave group</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Members</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name of the group</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Dialog</name>
    <message>
      <source>Close</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Engine</name>
    <message>
      <source>%1 cannot be reached from here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 cannot be read.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 cannot be read: %2.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 cannot be written: %2.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 does not answer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 has a problem of its own%2.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 has no model called “%2” (any more).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 is receiving too many requests. Try again %2.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 is this device's own address.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 needs an API key.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 refused the API key.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A compatible server needs its address.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A finished answer is complete, stopped or failed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A group can have at most %1 members.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A member asked again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A name can have at most %1 characters; this one has %2.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A name needs at least one character that can be seen.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Add credit there, or choose another model in the settings.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>An invite can be for 1 to %1 people.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>An invite can last from a minute to a year.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Another copy of this device has written to the group.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Approving newcomers one by one is not possible yet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Ask for a new code, or check the date of this computer if that seems wrong.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Ask for a new code.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Ask in another way.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Check that both devices are on the same network and that no firewall is in the way.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Check that the folder belongs to you and is not on a read-only disk, or choose another profile.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Check that the folder exists, belongs to you and is not on a read-only disk.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Check the address, or join by an invite code first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Check the addresses given as interfaces.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Check the disk, and that its folder is still there; nothing acknowledged before is lost.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Check the network, and that the model's server is running, then try again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose a model in the settings, or wait until a member who offers one is connected.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose a port above 1023, or 0 for any free one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose another model in the settings.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose another port, or 0 for any free one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Choose one of several words.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Close that program first, or choose another profile.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Continue under a new log.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy the whole code again. If that does not help, update Causerie.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy the whole code, from its first letter to its last, and paste it again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Create an account first: it only takes a name.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Enter it, or set CAUSERIE_PASSPHRASE.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Free some space and try again; nothing already written is lost.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Install Causerie with its “builtin-model” extra, or choose another model in the settings.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Install the newest version, or use another profile.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It counts again from midnight.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It often looks like http://127.0.0.1:11434/v1.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It was asked to.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It was mentioned.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Leave it first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Log in as the user who made the profile, or put back the keyring from a backup.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Make an invite for one person.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name the interface by its address, such as 192.168.1.20 or 127.0.0.1.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No connected device has a model for the assistant.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nobody answered at %1 within %2 seconds.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nobody uses this profile yet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing was changed. Put back the profile's folder from a backup, or use another profile.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Only the group's admins can change its settings.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Only the group's admins can invite people.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Only the group's admins can withdraw invites.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Paste the code you were sent; it begins with “%1”.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Port %1 is in use by another program.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Port %1 is reserved for the system.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Put back the file "secrets" of the profile's folder from a backup.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Put back the profile's folder from a backup, or use another profile.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Put it back from a backup.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>SELECT rowid FROM search WHERE search MATCH ? AND rowid BETWEEN ? AND ? ORDER BY rowid DESC LIMIT ?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>SELECT snippet(search, 0, ?, ?, '…', ?) FROM search WHERE search MATCH ? AND rowid = ?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Set a passphrase instead (CAUSERIE_PASSPHRASE), or start a keyring such as GNOME Keyring or KWallet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Shorten the message or the assistant's instructions, or choose a model with a larger context.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Somebody wrote something newer first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Start without a passphrase.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>That is not the address of a server.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>That is not the passphrase of this profile.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>That message is not on this device.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The %1 can have at most %2 characters; this one has %3.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The account at %1 has no credit left.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The account stored in this profile cannot be read.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The answer from %1 broke off before its end.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The beginning of this code is missing: codes begin with “%1”.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The built-in model does not start on this device.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The built-in model is not installed on this device.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The built-in model works. It is small: good for a first try, not for real questions.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The built-in model's file is not installed on this device.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The chosen model file is not there, or is not a GGUF file.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The connection ended at once.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The device at %1 shares no conversation with this one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The device that hosts the assistant can enter a key in the settings.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The disk that holds this profile reported an error.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The file that holds this profile's secrets is damaged.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The group does not allow that: %1.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The group's history of membership and settings is full.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The group's keys have to be renewed first.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The key of this profile's database is not in the system's keyring.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The keys stored in this profile do not fit together.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The limit of %1 a day for this model is reached.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The machine at %1 answers, but Causerie is not running there.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The machine at %1 broke off the connection.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The model at %1 declined to answer this.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The passphrase is empty.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The profile's database cannot be opened: its key does not fit, or the file is damaged.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The profile's database cannot be written.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The stored key of this profile's database is not a key.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The system's keyring did not answer, or is locked.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The text has %1 characters; at most %2 are possible.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The text takes %1 bytes; at most %2 are possible.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no Causerie code in this text: codes begin with “%1”.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no code here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no machine called “%1” on this network.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no room left on the disk that holds %1.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no room left on the disk that holds this profile.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is no such group on this device.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is nothing to see in this text.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>These two devices are connected already.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This cannot be written to the group: %1.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This code contains an address that makes no sense.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This code is cut off: %1 of its %2 characters after “%3” are here.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This code is mistyped, or it was made by another version of Causerie.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This code is mistyped: at least one of its characters is wrong or missing.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This code is mistyped: codes never contain the character “%1”.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This device answers no questions.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This device is answering that message already, or too many others.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This device is not writing that answer.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This device shares no conversation with that one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This group has no such invite.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This group is still being joined.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This invite has been used as often as it may be.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This invite has been withdrawn.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This invite has expired.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This is a link or a code of some other program, not an invite to Causerie.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This is too long for the model at %1.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This machine has no address %1.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This message is not for the assistant.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This profile has an account already.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This profile has no passphrase: its key is in the system's keyring.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This profile is already in use by %1.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This profile is protected by a passphrase.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This profile was written by a later version of Causerie.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This replies to one of its messages.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This system has no keyring to keep the profile's key in.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This takes %1 bytes, more than one operation can carry.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Too many devices are waiting to join. Try again in a minute.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try again later.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try again, or choose another model in the settings.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try again.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try again; nothing was changed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Type it as "192.168.1.20:4040", or "[fe80::1]:4040" for IPv6.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Unlock it and try again, or use a profile with a passphrase (CAUSERIE_PASSPHRASE).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Wait until a member of the group is reachable on this network.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What answers at %1 does not speak as Causerie does.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What answers at %1 is not Causerie.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You are in this group already.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You are in this group.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You are no longer a member of this group.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You are not a member of this group.</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>FailedPage</name>
    <message>
      <source>Causerie cannot open this profile</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Quit</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try again</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Header</name>
    <message>
      <source>Hide details</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Invite</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Remove from the list</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Search in this conversation</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Show details</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>InviteDialog</name>
    <message>
      <source>100 times</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>20 times</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>5 times</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A day</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A month</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A week</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>An hour</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Can be used</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy code</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy link</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Invite code</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Invite to %1</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Once</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Send this code by any means you trust. Whoever pastes it into Causerie on the same network is in.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The invite link as a QR code</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Until %1. What is sent before anybody joins can be read by newcomers too.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Works for</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>JoinDialog</name>
    <message>
      <source>Cancel</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Invite code</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Join</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Join with an invite code</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Paste the code or the link somebody sent you. Spaces and line breaks do not matter.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is an invite code on the clipboard.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Use it</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>LeaveDialog</name>
    <message>
      <source>Leave</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Leave %1?</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stay</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You will no longer receive its messages. To come back, somebody has to invite you again. What is already on this device stays until you remove it.</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>LinkDialog</name>
    <message>
      <source>Cancel</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy the address</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It leaves Causerie and opens in your browser.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open this link?</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Main</name>
    <message>
      <source>%1 – Causerie</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>MeCard</name>
    <message>
      <source>Settings</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>MessageComposer</name>
    <message>
      <source>Enter</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Not for AI</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Send</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This message never enters a prompt</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Write a message</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>MessageMenu</name>
    <message>
      <source>Copy as Markdown</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Copy text</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reply</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stop</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try again</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What left the room</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>NamePage</name>
    <message>
      <source>Ana</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Continue</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Group chats with an assistant in the room. No account, no server: what you write stays between the people in it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Only people you share a group with see this name. You can change it later.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Welcome to Causerie</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Your name</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>NewGroupDialog</name>
    <message>
      <source>An assistant takes part</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Automatically</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Cancel</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Create group</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Garden weekend</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It answers when somebody writes its name, such as @%1.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It follows the conversation and speaks when it has something to add.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It is called</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>It responds</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name of the assistant</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Name of the group</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>New group</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>When mentioned</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You can invite people as soon as it exists.</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>NoConversations</name>
    <message>
      <source>Give it a name, then send people a code.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Hello %1</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>New group</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Paste an invite code</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Somebody sent you a code, a link or a picture of one.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Start a conversation, or join one you were invited to.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>There is an invite code on the clipboard.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Use it</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>PassphrasePage</name>
    <message>
      <source>Choose a passphrase</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Continue</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nobody can recover it for you: without it, what is kept on this device cannot be read.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Once more</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Passphrase</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Passphrase once more</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This system has no keyring, so Causerie encrypts everything it keeps with a passphrase of yours. You will type it at each start.</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>PersonRow</name>
    <message>
      <source>Not for AI: this never enters a prompt</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>edited</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>QuotedMessage</name>
    <message>
      <source>A message that is not on this device</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>In reply to %1: %2</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>ReceiptSheet</name>
    <message>
      <source>Earlier answer</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Exactly this was sent for the answer, and nothing else.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>From the conversation</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Instructions</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Model</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>To</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What left the room</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>ReplyPreview</name>
    <message>
      <source>Do not reply</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Replying to %1: %2</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>RoomNote</name>
    <message>
      <source>Invite people</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Joining…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Looking for somebody of this group on your network. Causerie keeps trying.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing was said here while you were in it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Paste a code to someone</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Paste another code</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Say hello</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>So far only you are here. Make an invite code and paste it into whatever you already use to talk: whoever has it can join.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This did not work</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What you write here is end-to-end encrypted: only the members of this group can read it.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You left this group</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You were removed from this group</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>RowTools</name>
    <message>
      <source>Copy</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>More</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Reply</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>SearchDialog</name>
    <message>
      <source>Found messages</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nothing found for “%1”.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Search all messages</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Search in %1</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>SettingsDialog</name>
    <message>
      <source>Appearance</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>As the system</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Assistant on this device</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Dark</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Language</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Less motion</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Light</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Save</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Settings</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Text size</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Window</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Your name</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Sidebar</name>
    <message>
      <source>Conversations</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>New conversation</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>New group</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No conversation is called “%1”.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Paste an invite code</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Search</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Search conversations</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Search messages for “%1”</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Spinner</name>
    <message>
      <source>Working</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Timeline</name>
    <message>
      <source>%1 and %2 are typing</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 is thinking</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 is typing</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n token(s)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No receipt came with this answer.</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>On %1 of %n other device(s).</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>On all %n other device(s).</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Saved on this device. It leaves as soon as somebody is reachable.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Saved on this device. Nobody else is here yet.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Several people are typing</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stopped.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The answer failed.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This message was deleted.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Today</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Yesterday</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>assistant</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>d MMMM yyyy</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>dddd d MMMM</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>hosted by %1</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>hosted here</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>TimelineView</name>
    <message numerus="yes">
      <source>%n new message(s)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Catching up</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Messages</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Newest</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nobody from this group is reachable. What you write leaves when somebody is.</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Toast</name>
    <message>
      <source>Dismiss</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>UnlockPage</name>
    <message>
      <source>Enter your passphrase</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Open</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Passphrase</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What Causerie keeps on this device is encrypted with it.</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>UnreadLine</name>
    <message>
      <source>New messages</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>WaitingState</name>
    <message>
      <source>A firewall may be in the way: Causerie finds others by multicast DNS, then connects directly.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Address of a device</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Be on the same network as somebody from the group. Their Causerie must be open.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Connect</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Connected.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>If the network hides devices from each other, type the address of one that is in the group.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Joining…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nobody from this group is reachable on this network. Causerie keeps trying.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Paste another code</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Remove from the list</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Stop joining</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>What helps</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You could not join</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You left this group</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You were removed from this group</source>
      <translation type="unfinished" />
    </message>
  </context>
  <context>
    <name>Window</name>
    <message>
      <source>%1 (you)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 and %2</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 at %2</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1 is answering…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>%1, invited by %2</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n model(s)</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n other(s)</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n person(s) on this network</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>%n unread message(s)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>A group you were invited to</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>An invitation from %1</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Causerie could not start because of a mistake in the program.</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>Choose a passphrase of at least %n characters.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Could not join</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Joining…</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Message deleted</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>New conversation</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>No messages yet</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Nobody else here yet</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>The two passphrases are not the same.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>This is a good code</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>Try again. If it happens every time, report it with the log: your conversations are safe on disk.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You are already in %1.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You are already in this group.</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You left this group</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You were removed from this group</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>You: %1</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>admin</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>as the group was made</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>away</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>blocked</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>changed by %1, %2</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>changed by a former member, %1</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>changed by you, %1</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>end-to-end encrypted</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>expired</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>expires in %n day(s)</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>expires in %n hour(s)</source>
      <translation type="unfinished" />
    </message>
    <message numerus="yes">
      <source>expires in %n minute(s)</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>here</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>owner</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>today</source>
      <translation type="unfinished" />
    </message>
    <message>
      <source>yesterday</source>
      <translation type="unfinished" />
    </message>
  </context>
</TS>
