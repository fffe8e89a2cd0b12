BEGIN TRANSACTION;
CREATE TABLE "attempts" ("key" TEXT NOT NULL PRIMARY KEY, "ends_at" INTEGER NOT NULL, "count" INTEGER NOT NULL);
INSERT INTO "attempts" VALUES('de9f32bd6d740ce5b4f0c7523214acc3944f8d9c7e57d493315843fe853c1f2d',1795179600,2);
INSERT INTO "attempts" VALUES('eed420e5e0854d5d1d552cb6602215779bdf04d99065c1ed75a26829889d0796',1795179600,1);
CREATE TABLE "doorplate" ("channel" TEXT NOT NULL, "outside_id" TEXT NOT NULL, "tenant_id" TEXT NOT NULL, PRIMARY KEY ("channel", "outside_id", "tenant_id"));
INSERT INTO "doorplate" VALUES('email','alice@atlas.example','01a1f8ebaa0371f485a2cbfb51d6b35e');
INSERT INTO "doorplate" VALUES('site','01a1f8ebaa0a75f1b7dc9b18d3580212','01a1f8ebaa0371f485a2cbfb51d6b35e');
INSERT INTO "doorplate" VALUES('pairing','b4fe53c17c247cfed9091519b34fa6f41a71c728950f6d0f50e43bb7ee7a260e','01a1f8ebaa0371f485a2cbfb51d6b35e');
INSERT INTO "doorplate" VALUES('email','charlie@garage.example','01a1f8ebaa1f7026ab432ac4a25ff437');
INSERT INTO "doorplate" VALUES('site','01a1f8ebaa2072c39bd5637a36ae7f0e','01a1f8ebaa1f7026ab432ac4a25ff437');
INSERT INTO "doorplate" VALUES('pairing','8a3f4f4868c08df8f79bcd6369e55ae769cb186de7bd1abe811a5de7c1ff4a7f','01a1f8ebaa1f7026ab432ac4a25ff437');
INSERT INTO "doorplate" VALUES('session','bb02ed2e312e7aba214968f58ca30e1bac7e28f3e32be2f2e77c1ff6d9bc6614','01a1f8ebaa0371f485a2cbfb51d6b35e');
INSERT INTO "doorplate" VALUES('sign-in','1e9fc44fa800dc348f849e50884367e91b49615ee5e29f2abd24b0b72bc55973','01a1f8ebaa0371f485a2cbfb51d6b35e');
CREATE TABLE "interaction" ("tenant_id" TEXT NOT NULL, "id" TEXT NOT NULL, "lead_id" TEXT NOT NULL, "kind" TEXT NOT NULL, "happened_at" DATETIME NOT NULL, "member_id" TEXT, "member_name" TEXT NOT NULL, "text" TEXT NOT NULL, "details" TEXT NOT NULL, PRIMARY KEY ("tenant_id", "id"), FOREIGN KEY ("tenant_id", "lead_id") REFERENCES "lead" ("tenant_id", "id"), FOREIGN KEY ("tenant_id", "member_id") REFERENCES "member" ("tenant_id", "id"));
INSERT INTO "interaction" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaa3175409f91adc0f8d6668a','01a1f8ebaa2f73a1a4440b2a395cf6f1','request','2026-11-20 12:25:56.000000',NULL,'','Bonjour, je voudrais un devis pour une cuisine en L.','{"form":"Contact","fields":[{"label":"name","value":"Salma Bennani"},{"label":"email","value":"salma@example.com"},{"label":"phone","value":"06 61 23 45 67"},{"label":"message","value":"Bonjour, je voudrais un devis pour une cuisine en L."}],"page":"https://atlas.example/contact/","submission":"01a1f8ebaa2574488d1b3940913196a7","site":"01a1f8ebaa0a75f1b7dc9b18d3580212"}');
INSERT INTO "interaction" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaa3371908c71f5bcde2d1402','01a1f8ebaa3371908c71f5ba3cd538d1','request','2026-11-20 12:25:56.000000',NULL,'','سلام','{"form":"Contact","fields":[{"label":"name","value":"Younès Ô’Hara ✂"},{"label":"message","value":"سلام"}],"page":"https://atlas.example/contact/","submission":"01a1f8ebaa2574488d1b3941c7b12258","site":"01a1f8ebaa0a75f1b7dc9b18d3580212"}');
INSERT INTO "interaction" VALUES('01a1f8ebaa1f7026ab432ac4a25ff437','01a1f8ebaa3674cf99d62da8a860384e','01a1f8ebaa3674cf99d62da6d81549ee','request','2026-11-20 12:25:56.000000',NULL,'','','{"form":"Contact","fields":[{"label":"name","value":"Karim"},{"label":"phone","value":"0522 00 11 22"}],"page":"https://atlas.example/contact/","submission":"01a1f8ebaa35752fad5bb62de159eaff","site":"01a1f8ebaa2072c39bd5637a36ae7f0e"}');
INSERT INTO "interaction" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaaa6734cb535181d7804f226','01a1f8ebaa2f73a1a4440b2a395cf6f1','call','2026-11-20 12:25:56.646735',NULL,'','Rappeler demain','{"outcome":"no_answer"}');
INSERT INTO "interaction" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaaa7752aaf026bb872382175','01a1f8ebaa2f73a1a4440b2a395cf6f1','note','2026-11-20 12:25:56.647803',NULL,'','Cuisine en L, 4 m','{}');
INSERT INTO "interaction" VALUES('01a1f8ebaa1f7026ab432ac4a25ff437','01a1f8ebaaaf721aa25371ccc97e6734','01a1f8ebaaae7117b1adb2110e77e4cc','request','2026-11-20 12:25:56.000000',NULL,'','','{"form":"Contact","fields":[{"label":"name","value":"Lina"},{"label":"email","value":"lina@example.com"}],"page":"https://atlas.example/contact/","submission":"01a1f8ebaaad70d898d70314c9e1dc3f","site":"01a1f8ebaa2072c39bd5637a36ae7f0e"}');
CREATE TABLE "lead" ("tenant_id" TEXT NOT NULL, "id" TEXT NOT NULL, "number" INTEGER NOT NULL, "first_name" TEXT NOT NULL, "last_name" TEXT NOT NULL, "email" TEXT, "email_key" TEXT, "phone" TEXT, "phone_typed" TEXT, "company" TEXT NOT NULL, "status" TEXT NOT NULL, "lost_reason" TEXT, "source" TEXT NOT NULL, "source_detail" TEXT NOT NULL, "owner_id" TEXT, "amount" DECIMAL(14, 2), "currency" TEXT NOT NULL, "note" TEXT NOT NULL, "message" TEXT NOT NULL, "page" TEXT NOT NULL, "attribution" TEXT NOT NULL, "consent" TEXT NOT NULL, "unsure" TEXT NOT NULL, "duplicate_of_id" TEXT, "to_call_since" DATETIME, "next_action_at" DATETIME, "first_answered_at" DATETIME, "last_activity_at" DATETIME NOT NULL, "created_at" DATETIME NOT NULL, "trashed_at" DATETIME, PRIMARY KEY ("tenant_id", "id"), FOREIGN KEY ("tenant_id", "owner_id") REFERENCES "member" ("tenant_id", "id"), FOREIGN KEY ("tenant_id", "duplicate_of_id") REFERENCES "lead" ("tenant_id", "id"));
INSERT INTO "lead" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaa2f73a1a4440b2a395cf6f1',1,'','Salma Bennani','salma@example.com','salma@example.com','+212661234567','06 61 23 45 67','','new',NULL,'site','Contact',NULL,NULL,'MAD','','Bonjour, je voudrais un devis pour une cuisine en L.','https://atlas.example/contact/','{}','[]','[]',NULL,'2026-11-20 12:25:56.000000',NULL,'2026-11-20 12:25:56.646866','2026-11-20 12:25:56.646866','2026-11-20 12:25:56.000000',NULL);
INSERT INTO "lead" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaa3371908c71f5ba3cd538d1',2,'','Younès Ô’Hara ✂',NULL,NULL,NULL,NULL,'','new',NULL,'site','Contact',NULL,NULL,'MAD','','سلام','https://atlas.example/contact/','{}','[]','[]',NULL,'2026-11-20 12:25:56.000000',NULL,NULL,'2026-11-20 12:25:56.531438','2026-11-20 12:25:56.000000',NULL);
INSERT INTO "lead" VALUES('01a1f8ebaa1f7026ab432ac4a25ff437','01a1f8ebaa3674cf99d62da6d81549ee',1,'','Karim',NULL,NULL,'+212522001122','0522 00 11 22','','new',NULL,'site','Contact',NULL,NULL,'MAD','','','https://atlas.example/contact/','{}','[]','[]',NULL,'2026-11-20 12:25:56.000000',NULL,NULL,'2026-11-20 12:25:56.534741','2026-11-20 12:25:56.000000',NULL);
INSERT INTO "lead" VALUES('01a1f8ebaa1f7026ab432ac4a25ff437','01a1f8ebaaae7117b1adb2110e77e4cc',2,'','Lina','lina@example.com','lina@example.com',NULL,NULL,'','new',NULL,'site','Contact',NULL,NULL,'MAD','','','https://atlas.example/contact/','{}','[]','[]',NULL,'2026-11-20 12:25:56.000000',NULL,NULL,'2026-11-20 12:25:56.654859','2026-11-20 12:25:56.000000',NULL);
CREATE TABLE "link" ("tenant_id" TEXT NOT NULL, "id" TEXT NOT NULL, "purpose" TEXT NOT NULL, "member_id" TEXT NOT NULL, "session_id" TEXT, "digest" TEXT NOT NULL, "path" TEXT NOT NULL, "expires_at" DATETIME NOT NULL, "used_at" DATETIME, PRIMARY KEY ("tenant_id", "id"), FOREIGN KEY ("tenant_id", "member_id") REFERENCES "member" ("tenant_id", "id"));
INSERT INTO "link" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaaaa71d1a213d3c93fe51d6a','sign-in','01a1f8ebaa08748d86b235470ad1937b',NULL,'1e9fc44fa800dc348f849e50884367e91b49615ee5e29f2abd24b0b72bc55973','','2026-11-20 12:40:56.650634',NULL);
CREATE TABLE "member" ("tenant_id" TEXT NOT NULL, "id" TEXT NOT NULL, "name" TEXT NOT NULL, "email" TEXT, "site_id" TEXT, "wordpress_user" TEXT, "role" TEXT NOT NULL, "language" TEXT NOT NULL, "told_of_requests" INTEGER NOT NULL, "created_at" DATETIME NOT NULL, "removed_at" DATETIME, PRIMARY KEY ("tenant_id", "id"), FOREIGN KEY ("tenant_id", "site_id") REFERENCES "site" ("tenant_id", "id"));
INSERT INTO "member" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaa08748d86b235470ad1937b','alice','alice@atlas.example',NULL,NULL,'owner','fr',1,'2026-11-20 12:25:56.488955',NULL);
INSERT INTO "member" VALUES('01a1f8ebaa1f7026ab432ac4a25ff437','01a1f8ebaa1f7026ab432ac669d0f8ea','charlie','charlie@garage.example',NULL,NULL,'owner','fr',1,'2026-11-20 12:25:56.511849',NULL);
CREATE TABLE "member_session" ("tenant_id" TEXT NOT NULL, "id" TEXT NOT NULL, "member_id" TEXT NOT NULL, "site_id" TEXT, "digest" TEXT NOT NULL, "scheme" TEXT NOT NULL, "colour" TEXT NOT NULL, "created_at" DATETIME NOT NULL, "expires_at" DATETIME NOT NULL, PRIMARY KEY ("tenant_id", "id"), FOREIGN KEY ("tenant_id", "member_id") REFERENCES "member" ("tenant_id", "id"), FOREIGN KEY ("tenant_id", "site_id") REFERENCES "site" ("tenant_id", "id"));
INSERT INTO "member_session" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaaa972f2818595ac4f8753ec','01a1f8ebaa08748d86b235470ad1937b',NULL,'bb02ed2e312e7aba214968f58ca30e1bac7e28f3e32be2f2e77c1ff6d9bc6614','','','2026-11-20 12:25:56.649455','2026-12-20 12:25:56.649448');
CREATE TABLE "notification" ("tenant_id" TEXT NOT NULL, "id" TEXT NOT NULL, "cause_id" TEXT NOT NULL, "member_id" TEXT, "channel" TEXT NOT NULL, "address" TEXT NOT NULL, "subject" TEXT NOT NULL, "text" TEXT NOT NULL, "html" TEXT NOT NULL, "created_at" DATETIME NOT NULL, "attempts" INTEGER NOT NULL, "sent_at" DATETIME, "failed_at" DATETIME, "last_error" TEXT, PRIMARY KEY ("tenant_id", "id"), FOREIGN KEY ("tenant_id", "member_id") REFERENCES "member" ("tenant_id", "id"));
INSERT INTO "notification" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaa4571f4a3b0554ef9c9ebcb','01a1f8ebaa3175409f91adbfba806c2e','01a1f8ebaa08748d86b235470ad1937b','mail','alice@atlas.example','Nouvelle demande : Salma Bennani','Salma Bennani attend votre appel depuis 13 h 25.

Téléphone : 06 61 23 45 67
Mail : salma@example.com
Formulaire : Contact

Bonjour, je voudrais un devis pour une cuisine en L.

Ouvrir la fiche : http://127.0.0.1:8000/app/prospects/1

Menuiserie Atlas','<!doctype html>
<html lang="fr" dir="ltr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light"></head>
<body style="margin:0;background:#f5f3ee;color:#1d2327;font-family:-apple-system,''Segoe UI'',Roboto,Arial,sans-serif;font-size:16px;line-height:1.5">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border:1px solid #dcdcde;border-radius:8px"><tr><td style="padding:24px">
<h1 style="margin:0 0 4px;font-size:22px;line-height:1.25">Salma Bennani</h1>
<p style="margin:0 0 16px;color:#50575e">attend votre appel depuis 13 h 25</p>
<blockquote style="margin:0 0 16px;padding:12px 14px;background:#fbf6ec;border:1px solid #e3d5b8;border-radius:8px;white-space:pre-line" dir="auto">Bonjour, je voudrais un devis pour une cuisine en L.</blockquote><table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 20px">
<tr><td style="padding:2px 16px 2px 0;color:#50575e">Téléphone</td><td style="padding:2px 0"><bdi>06 61 23 45 67</bdi></td></tr>
<tr><td style="padding:2px 16px 2px 0;color:#50575e">Mail</td><td style="padding:2px 0"><bdi>salma@example.com</bdi></td></tr>
<tr><td style="padding:2px 16px 2px 0;color:#50575e">Formulaire</td><td style="padding:2px 0"><bdi>Contact</bdi></td></tr>
</table>
<p style="margin:0 0 12px"><a href="tel:+212661234567" style="display:inline-block;background:#2271b1;color:#ffffff;text-decoration:none;font-weight:600;padding:12px 20px;border-radius:4px">Appeler <bdi dir="ltr">06 61 23 45 67</bdi></a></p><p style="margin:0"><a href="http://127.0.0.1:8000/app/prospects/1" style="color:#2271b1">Ouvrir la fiche</a></p>
</td></tr></table>
<p style="margin:16px 0 0;color:#50575e;font-size:13px">Menuiserie Atlas</p>
</td></tr></table>
</body>
</html>','2026-11-20 12:25:56.550138',1,NULL,NULL,'ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO "notification" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaa4a70f4b5f11ef1655964dc','01a1f8ebaa3371908c71f5bb5395316d','01a1f8ebaa08748d86b235470ad1937b','mail','alice@atlas.example','Nouvelle demande : Younès Ô’Hara ✂','Younès Ô’Hara ✂ attend votre appel depuis 13 h 25.

Formulaire : Contact

سلام

Ouvrir la fiche : http://127.0.0.1:8000/app/prospects/2

Menuiserie Atlas','<!doctype html>
<html lang="fr" dir="ltr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light"></head>
<body style="margin:0;background:#f5f3ee;color:#1d2327;font-family:-apple-system,''Segoe UI'',Roboto,Arial,sans-serif;font-size:16px;line-height:1.5">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border:1px solid #dcdcde;border-radius:8px"><tr><td style="padding:24px">
<h1 style="margin:0 0 4px;font-size:22px;line-height:1.25">Younès Ô’Hara ✂</h1>
<p style="margin:0 0 16px;color:#50575e">attend votre appel depuis 13 h 25</p>
<blockquote style="margin:0 0 16px;padding:12px 14px;background:#fbf6ec;border:1px solid #e3d5b8;border-radius:8px;white-space:pre-line" dir="auto">سلام</blockquote><table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 20px">
<tr><td style="padding:2px 16px 2px 0;color:#50575e">Formulaire</td><td style="padding:2px 0"><bdi>Contact</bdi></td></tr>
</table>
<p style="margin:0"><a href="http://127.0.0.1:8000/app/prospects/2" style="color:#2271b1">Ouvrir la fiche</a></p>
</td></tr></table>
<p style="margin:16px 0 0;color:#50575e;font-size:13px">Menuiserie Atlas</p>
</td></tr></table>
</body>
</html>','2026-11-20 12:25:56.554449',1,NULL,NULL,'ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO "notification" VALUES('01a1f8ebaa1f7026ab432ac4a25ff437','01a1f8ebaa4c738481b4bafc154aaead','01a1f8ebaa3674cf99d62da7b5c90b43','01a1f8ebaa1f7026ab432ac669d0f8ea','mail','charlie@garage.example','Nouvelle demande : Karim','Karim attend votre appel depuis 13 h 25.

Téléphone : 05 22 00 11 22
Formulaire : Contact



Ouvrir la fiche : http://127.0.0.1:8000/app/prospects/1

Garage Charlie','<!doctype html>
<html lang="fr" dir="ltr">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light"></head>
<body style="margin:0;background:#f5f3ee;color:#1d2327;font-family:-apple-system,''Segoe UI'',Roboto,Arial,sans-serif;font-size:16px;line-height:1.5">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:560px;background:#ffffff;border:1px solid #dcdcde;border-radius:8px"><tr><td style="padding:24px">
<h1 style="margin:0 0 4px;font-size:22px;line-height:1.25">Karim</h1>
<p style="margin:0 0 16px;color:#50575e">attend votre appel depuis 13 h 25</p>
<table role="presentation" cellpadding="0" cellspacing="0" style="margin:0 0 20px">
<tr><td style="padding:2px 16px 2px 0;color:#50575e">Téléphone</td><td style="padding:2px 0"><bdi>05 22 00 11 22</bdi></td></tr>
<tr><td style="padding:2px 16px 2px 0;color:#50575e">Formulaire</td><td style="padding:2px 0"><bdi>Contact</bdi></td></tr>
</table>
<p style="margin:0 0 12px"><a href="tel:+212522001122" style="display:inline-block;background:#2271b1;color:#ffffff;text-decoration:none;font-weight:600;padding:12px 20px;border-radius:4px">Appeler <bdi dir="ltr">05 22 00 11 22</bdi></a></p><p style="margin:0"><a href="http://127.0.0.1:8000/app/prospects/1" style="color:#2271b1">Ouvrir la fiche</a></p>
</td></tr></table>
<p style="margin:16px 0 0;color:#50575e;font-size:13px">Garage Charlie</p>
</td></tr></table>
</body>
</html>','2026-11-20 12:25:56.556747',1,NULL,NULL,'ConnectionRefusedError: [Errno 111] Connection refused');
CREATE TABLE "outbox" ("tenant_id" TEXT NOT NULL, "id" TEXT NOT NULL, "name" TEXT NOT NULL, "payload" TEXT NOT NULL, "happened_at" DATETIME NOT NULL, "due_at" DATETIME NOT NULL, "attempts" INTEGER NOT NULL, "lease_until" DATETIME, "leased_by" TEXT, "dead_at" DATETIME, "last_error" TEXT, PRIMARY KEY ("tenant_id", "id"));
INSERT INTO "outbox" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaa477563b8ce67b2e83a68c4','notification.queued','{"notification":"01a1f8ebaa4571f4a3b0554ef9c9ebcb"}','2026-11-20 12:25:56.551216','2026-11-20 12:25:58.587084',1,NULL,NULL,NULL,'NotAccepted: ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO "outbox" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaa4a70f4b5f11ef2f8cc83c1','notification.queued','{"notification":"01a1f8ebaa4a70f4b5f11ef1655964dc"}','2026-11-20 12:25:56.554552','2026-11-20 12:25:58.614552',1,NULL,NULL,NULL,'NotAccepted: ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO "outbox" VALUES('01a1f8ebaa1f7026ab432ac4a25ff437','01a1f8ebaa4c738481b4bafde372e752','notification.queued','{"notification":"01a1f8ebaa4c738481b4bafc154aaead"}','2026-11-20 12:25:56.556846','2026-11-20 12:25:58.641470',1,NULL,NULL,NULL,'NotAccepted: ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO "outbox" VALUES('01a1f8ebaa1f7026ab432ac4a25ff437','01a1f8ebaaae7117b1adb2123039dfe8','lead.recorded','{"lead":"01a1f8ebaaae7117b1adb2110e77e4cc"}','2026-11-20 12:25:56.654992','2026-11-20 12:25:56.654992',0,NULL,NULL,NULL,NULL);
CREATE TABLE "pairing_code" ("tenant_id" TEXT NOT NULL, "id" TEXT NOT NULL, "site_id" TEXT NOT NULL, "digest" TEXT NOT NULL, "expires_at" DATETIME NOT NULL, "used_at" DATETIME, "nonce" TEXT, PRIMARY KEY ("tenant_id", "id"), FOREIGN KEY ("tenant_id", "site_id") REFERENCES "site" ("tenant_id", "id"));
INSERT INTO "pairing_code" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaa0c733d977bc1dcab13e144','01a1f8ebaa0a75f1b7dc9b18d3580212','b4fe53c17c247cfed9091519b34fa6f41a71c728950f6d0f50e43bb7ee7a260e','2026-11-27 12:25:56.492962','2026-11-20 12:25:56.503970','nonce-of-this-site');
INSERT INTO "pairing_code" VALUES('01a1f8ebaa1f7026ab432ac4a25ff437','01a1f8ebaa2072c39bd5637b5a49a836','01a1f8ebaa2072c39bd5637a36ae7f0e','8a3f4f4868c08df8f79bcd6369e55ae769cb186de7bd1abe811a5de7c1ff4a7f','2026-11-27 12:25:56.512722','2026-11-20 12:25:56.516329','nonce-of-this-site');
CREATE TABLE "schema_migration" ("id" INTEGER NOT NULL PRIMARY KEY, "name" VARCHAR(255) NOT NULL, "applied" DATETIME NOT NULL);
INSERT INTO "schema_migration" VALUES(1,'0001_the_walls','2026-11-20 12:25:55.807137');
CREATE TABLE "site" ("tenant_id" TEXT NOT NULL, "id" TEXT NOT NULL, "home_url" TEXT NOT NULL, "rest_url" TEXT NOT NULL, "secret" TEXT, "next_secret" TEXT, "next_secret_at" DATETIME, "rotation_wanted" INTEGER NOT NULL, "role_cap" TEXT NOT NULL, "plugin_version" TEXT NOT NULL, "wordpress_version" TEXT NOT NULL, "php_version" TEXT NOT NULL, "waiting" INTEGER NOT NULL, "attention" INTEGER NOT NULL, "created_at" DATETIME NOT NULL, "paired_at" DATETIME, "seen_at" DATETIME, "woken_at" DATETIME, "revoked_at" DATETIME, PRIMARY KEY ("tenant_id", "id"));
INSERT INTO "site" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaa0a75f1b7dc9b18d3580212','https://atlas.example','https://atlas.example/wp-json/','k1.kfZzhJ6xl4FD2F-7-JRe26AW9RpdV-qwz4uHUEjsVRjq7xDj0_Nd-y9sZcgnioR2Qvess1pF1sc4W4V4',NULL,NULL,0,'manager','0.1.0','','',0,0,'2026-11-20 12:25:56.490404','2026-11-20 12:25:56.502572','2026-11-20 12:25:56.502573',NULL,NULL);
INSERT INTO "site" VALUES('01a1f8ebaa1f7026ab432ac4a25ff437','01a1f8ebaa2072c39bd5637a36ae7f0e','https://charlie.example','https://charlie.example/wp-json/','k1.4DB8zf9ED02LdnxZYkGqEv9wH5nHplOtUOsTgCt8MyckpTfyfb5a-pc-w32PGqr4RJqeRSyIRDzCc0m4',NULL,NULL,0,'manager','0.1.0','','',0,0,'2026-11-20 12:25:56.512137','2026-11-20 12:25:56.516042','2026-11-20 12:25:56.516043',NULL,NULL);
ANALYZE "sqlite_master";
CREATE TABLE "submission" ("tenant_id" TEXT NOT NULL, "id" TEXT NOT NULL, "site_id" TEXT NOT NULL, "sha256" TEXT NOT NULL, "line" BLOB NOT NULL, "answer" TEXT NOT NULL, "reason" TEXT, "detail" TEXT, "lead_id" TEXT, "lead_number" INTEGER, "form" TEXT NOT NULL, "fingerprint" TEXT, "submitted_on" TEXT, "received_at" DATETIME NOT NULL, PRIMARY KEY ("tenant_id", "site_id", "id"), FOREIGN KEY ("tenant_id", "site_id") REFERENCES "site" ("tenant_id", "id"), FOREIGN KEY ("tenant_id", "lead_id") REFERENCES "lead" ("tenant_id", "id"));
INSERT INTO "submission" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaa2574488d1b3940913196a7','01a1f8ebaa0a75f1b7dc9b18d3580212','f5b659724145e7259b164675a9238d5cad59cc3cc2a5a169a6b811526e7957fd',X'7B2275756964223A202230316131663865622D616132352D373434382D386431622D333934303931333139366137222C2022736F75726365223A202266696C6F6E222C2022666F726D223A207B226964223A2022636F6E74616374222C20227469746C65223A2022436F6E74616374227D2C202270616765223A202268747470733A2F2F61746C61732E6578616D706C652F636F6E746163742F222C20227375626D69747465645F6174223A2022323032362D31312D32305431323A32353A35365A222C20226669656C6473223A205B7B226964223A20226E616D65222C20226C6162656C223A20226E616D65222C202274797065223A202274657874222C202276616C7565223A202253616C6D612042656E6E616E69227D2C207B226964223A2022656D61696C222C20226C6162656C223A2022656D61696C222C202274797065223A2022656D61696C222C202276616C7565223A202273616C6D61406578616D706C652E636F6D227D2C207B226964223A202270686F6E65222C20226C6162656C223A202270686F6E65222C202274797065223A202274656C222C202276616C7565223A20223036203631203233203435203637227D2C207B226964223A20226D657373616765222C20226C6162656C223A20226D657373616765222C202274797065223A20227465787461726561222C202276616C7565223A2022426F6E6A6F75722C206A6520766F75647261697320756E20646576697320706F757220756E652063756973696E6520656E204C2E227D5D2C202273756767657374696F6E73223A207B226E616D65223A20226E616D65222C2022656D61696C223A2022656D61696C222C202270686F6E65223A202270686F6E65222C20226D657373616765223A20226D657373616765227D2C20226C6F63616C65223A202266725F4652227D','recorded',NULL,NULL,'01a1f8ebaa2f73a1a4440b2a395cf6f1',1,'contact','ab984b175bbb261cc41b81913214bf1a','2026-11-20','2026-11-20 12:25:56.530514');
INSERT INTO "submission" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaa2574488d1b3941c7b12258','01a1f8ebaa0a75f1b7dc9b18d3580212','bfd9c84adee5ad6baf0cfdb0ec15e28862dc159a252e140d0b58447faa34084f',X'7B2275756964223A202230316131663865622D616132352D373434382D386431622D333934316337623132323538222C2022736F75726365223A202266696C6F6E222C2022666F726D223A207B226964223A2022636F6E74616374222C20227469746C65223A2022436F6E74616374227D2C202270616765223A202268747470733A2F2F61746C61732E6578616D706C652F636F6E746163742F222C20227375626D69747465645F6174223A2022323032362D31312D32305431323A32353A35365A222C20226669656C6473223A205B7B226964223A20226E616D65222C20226C6162656C223A20226E616D65222C202274797065223A202274657874222C202276616C7565223A2022596F756EC3A87320C394E280994861726120E29C82227D2C207B226964223A20226D657373616765222C20226C6162656C223A20226D657373616765222C202274797065223A20227465787461726561222C202276616C7565223A2022D8B3D984D8A7D985227D5D2C202273756767657374696F6E73223A207B226E616D65223A20226E616D65222C20226D657373616765223A20226D657373616765227D2C20226C6F63616C65223A202266725F4652227D','recorded',NULL,NULL,'01a1f8ebaa3371908c71f5ba3cd538d1',2,'contact','912994a04f8dc1262383ead12b991a94','2026-11-20','2026-11-20 12:25:56.531615');
INSERT INTO "submission" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','62b8125a6f6d924ec53345b5fcd58ca3','01a1f8ebaa0a75f1b7dc9b18d3580212','62b8125a6f6d924ec53345b5fcd58ca3ed3f5e7d51e2e146e5f1346508acce69',X'6E6F74204A534F4E','quarantined','unreadable','Not JSON: Expecting value',NULL,NULL,'',NULL,NULL,'2026-11-20 12:25:56.531705');
INSERT INTO "submission" VALUES('01a1f8ebaa1f7026ab432ac4a25ff437','01a1f8ebaa35752fad5bb62de159eaff','01a1f8ebaa2072c39bd5637a36ae7f0e','4b02fa32a3ede21f55e97925b878229a6e0fc4b7d853ab775d1345e3c098d9d8',X'7B2275756964223A202230316131663865622D616133352D373532662D616435622D623632646531353965616666222C2022736F75726365223A202266696C6F6E222C2022666F726D223A207B226964223A2022636F6E74616374222C20227469746C65223A2022436F6E74616374227D2C202270616765223A202268747470733A2F2F61746C61732E6578616D706C652F636F6E746163742F222C20227375626D69747465645F6174223A2022323032362D31312D32305431323A32353A35365A222C20226669656C6473223A205B7B226964223A20226E616D65222C20226C6162656C223A20226E616D65222C202274797065223A202274657874222C202276616C7565223A20224B6172696D227D2C207B226964223A202270686F6E65222C20226C6162656C223A202270686F6E65222C202274797065223A202274656C222C202276616C7565223A202230353232203030203131203232227D5D2C202273756767657374696F6E73223A207B226E616D65223A20226E616D65222C202270686F6E65223A202270686F6E65227D2C20226C6F63616C65223A202266725F4652227D','recorded',NULL,NULL,'01a1f8ebaa3674cf99d62da6d81549ee',1,'contact','b32f2363484eb131afe2a9a5e68155d4','2026-11-20','2026-11-20 12:25:56.534976');
INSERT INTO "submission" VALUES('01a1f8ebaa1f7026ab432ac4a25ff437','01a1f8ebaaad70d898d70314c9e1dc3f','01a1f8ebaa2072c39bd5637a36ae7f0e','5902bf583ed514e0db0167a53a8f1b158afa8c427d0fa1a77b9d91f785c64f54',X'7B2275756964223A202230316131663865622D616161642D373064382D393864372D303331346339653164633366222C2022736F75726365223A202266696C6F6E222C2022666F726D223A207B226964223A2022636F6E74616374222C20227469746C65223A2022436F6E74616374227D2C202270616765223A202268747470733A2F2F61746C61732E6578616D706C652F636F6E746163742F222C20227375626D69747465645F6174223A2022323032362D31312D32305431323A32353A35365A222C20226669656C6473223A205B7B226964223A20226E616D65222C20226C6162656C223A20226E616D65222C202274797065223A202274657874222C202276616C7565223A20224C696E61227D2C207B226964223A2022656D61696C222C20226C6162656C223A2022656D61696C222C202274797065223A2022656D61696C222C202276616C7565223A20226C696E61406578616D706C652E636F6D227D5D2C202273756767657374696F6E73223A207B226E616D65223A20226E616D65222C2022656D61696C223A2022656D61696C227D2C20226C6F63616C65223A202266725F4652227D','recorded',NULL,NULL,'01a1f8ebaaae7117b1adb2110e77e4cc',2,'contact','b3ea53ee92eccd0f265761e94c99c114','2026-11-20','2026-11-20 12:25:56.655155');
CREATE TABLE "tenant" ("tenant_id" TEXT NOT NULL, "id" TEXT NOT NULL, "number" INTEGER NOT NULL, "name" TEXT NOT NULL, "region" TEXT NOT NULL, "currency" TEXT NOT NULL, "zone" TEXT NOT NULL, "language" TEXT NOT NULL, "last_lead_number" INTEGER NOT NULL, "created_at" DATETIME NOT NULL, "removed_at" DATETIME, PRIMARY KEY ("tenant_id", "id"));
INSERT INTO "tenant" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','01a1f8ebaa0371f485a2cbfb51d6b35e',1,'Menuiserie Atlas','MA','MAD','Africa/Casablanca','fr',2,'2026-11-20 12:25:56.483703',NULL);
INSERT INTO "tenant" VALUES('01a1f8ebaa1f7026ab432ac4a25ff437','01a1f8ebaa1f7026ab432ac4a25ff437',2,'Garage Charlie','MA','MAD','Africa/Casablanca','fr',2,'2026-11-20 12:25:56.511595',NULL);
CREATE TABLE "used_once" ("tenant_id" TEXT NOT NULL, "id" TEXT NOT NULL, "expires_at" DATETIME NOT NULL, PRIMARY KEY ("tenant_id", "id"));
INSERT INTO "used_once" VALUES('01a1f8ebaa0371f485a2cbfb51d6b35e','37cfe3cad046fa867596b96881cca239','2026-11-20 12:36:56.521088');
INSERT INTO "used_once" VALUES('01a1f8ebaa1f7026ab432ac4a25ff437','c871ba227b95f11863f25f0019d93b51','2026-11-20 12:36:56.534337');
INSERT INTO "used_once" VALUES('01a1f8ebaa1f7026ab432ac4a25ff437','19c216e4d48525e13ca96fb555b7586c','2026-11-20 12:36:56.654483');
CREATE UNIQUE INDEX "schema_migration_name" ON "schema_migration" ("name");
CREATE UNIQUE INDEX "tenant_number" ON "tenant" ("number");
CREATE UNIQUE INDEX "pairing_code_tenant_id_digest" ON "pairing_code" ("tenant_id", "digest");
CREATE UNIQUE INDEX "member_tenant_id_email" ON "member" ("tenant_id", "email");
CREATE UNIQUE INDEX "member_tenant_id_site_id_wordpress_user" ON "member" ("tenant_id", "site_id", "wordpress_user");
CREATE UNIQUE INDEX "member_session_tenant_id_digest" ON "member_session" ("tenant_id", "digest");
CREATE INDEX "used_once_expires_at" ON "used_once" ("expires_at");
CREATE UNIQUE INDEX "link_tenant_id_digest" ON "link" ("tenant_id", "digest");
CREATE INDEX "outbox_due_at" ON "outbox" ("due_at");
CREATE UNIQUE INDEX "lead_tenant_id_number" ON "lead" ("tenant_id", "number");
CREATE INDEX "lead_tenant_id_email_key" ON "lead" ("tenant_id", "email_key");
CREATE INDEX "lead_tenant_id_phone" ON "lead" ("tenant_id", "phone");
CREATE INDEX "lead_tenant_id_status_number" ON "lead" ("tenant_id", "status", "number");
CREATE INDEX "lead_tenant_id_to_call_since" ON "lead" ("tenant_id", "to_call_since");
CREATE INDEX "interaction_tenant_id_lead_id_happened_at" ON "interaction" ("tenant_id", "lead_id", "happened_at");
CREATE INDEX "submission_tenant_id_received_at" ON "submission" ("tenant_id", "received_at");
CREATE INDEX "submission_tenant_id_fingerprint" ON "submission" ("tenant_id", "fingerprint");
CREATE UNIQUE INDEX "notification_tenant_id_cause_id_address" ON "notification" ("tenant_id", "cause_id", "address");
COMMIT;
