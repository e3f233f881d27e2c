<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en_US" sourcelanguage="en_US">
  <context>
    <name>Files</name>
    <message numerus="yes">
      <source>%n file(s)</source>
      <translation>
        <numerusform>%n file</numerusform>
        <numerusform>%n files</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n photo(s)</source>
      <translation>
        <numerusform>%n photo</numerusform>
        <numerusform>%n photos</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>One message holds %n file(s) at most. Send the others in the next one.</source>
      <translation>
        <numerusform>One message holds %n file at most. Send the others in the next one.</numerusform>
        <numerusform>One message holds %n files at most. Send the others in the next one.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Preparing %n file(s)…</source>
      <translation>
        <numerusform>Preparing %n file…</numerusform>
        <numerusform>Preparing %n files…</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>and %n more</source>
      <translation>
        <numerusform>and %n more</numerusform>
        <numerusform>and %n more</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>People</name>
    <message numerus="yes">
      <source>%n devices</source>
      <translation>
        <numerusform>%n devices</numerusform>
        <numerusform>%n devices</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Safety</name>
    <message numerus="yes">
      <source>%n of 60 digits.</source>
      <translation>
        <numerusform>%n of 60 digits.</numerusform>
        <numerusform>%n of 60 digits.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>The number covers %n device(s) of %1, and yours.</source>
      <translation>
        <numerusform>The number covers %n device of %1, and yours.</numerusform>
        <numerusform>The number covers %n devices of %1, and yours.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Timeline</name>
    <message numerus="yes">
      <source>%n token(s)</source>
      <translation>
        <numerusform>%n token</numerusform>
        <numerusform>%n tokens</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>On %1 of %n other device(s).</source>
      <translation>
        <numerusform>On %1 of %n other device.</numerusform>
        <numerusform>On %1 of %n other devices.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>On all %n other device(s).</source>
      <translation>
        <numerusform>On all %n other device.</numerusform>
        <numerusform>On all %n other devices.</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>TimelineView</name>
    <message numerus="yes">
      <source>%n new message(s)</source>
      <translation>
        <numerusform>%n new message</numerusform>
        <numerusform>%n new messages</numerusform>
      </translation>
    </message>
  </context>
  <context>
    <name>Window</name>
    <message numerus="yes">
      <source>%1 and %n other(s) want to join.</source>
      <translation>
        <numerusform>%1 and %n other want to join.</numerusform>
        <numerusform>%1 and %n others want to join.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n model(s)</source>
      <translation>
        <numerusform>%n model</numerusform>
        <numerusform>%n models</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n other(s)</source>
      <translation>
        <numerusform>%n other</numerusform>
        <numerusform>%n others</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n person(s) on this network</source>
      <translation>
        <numerusform>%n person on this network</numerusform>
        <numerusform>%n people on this network</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n person(s) waiting to join</source>
      <translation>
        <numerusform>%n person waiting to join</numerusform>
        <numerusform>%n people waiting to join</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>%n unread message(s)</source>
      <translation>
        <numerusform>%n unread message</numerusform>
        <numerusform>%n unread messages</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>Choose a passphrase of at least %n characters.</source>
      <translation>
        <numerusform>Choose a passphrase of at least %n characters.</numerusform>
        <numerusform>Choose a passphrase of at least %n characters.</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>expires in %n day(s)</source>
      <translation>
        <numerusform>expires in %n day</numerusform>
        <numerusform>expires in %n days</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>expires in %n hour(s)</source>
      <translation>
        <numerusform>expires in %n hour</numerusform>
        <numerusform>expires in %n hours</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>expires in %n minute(s)</source>
      <translation>
        <numerusform>expires in %n minute</numerusform>
        <numerusform>expires in %n minutes</numerusform>
      </translation>
    </message>
    <message numerus="yes">
      <source>in %n group(s)</source>
      <translation>
        <numerusform>in %n group</numerusform>
        <numerusform>in %n groups</numerusform>
      </translation>
    </message>
  </context>
</TS>
