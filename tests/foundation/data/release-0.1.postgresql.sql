CREATE TABLE public.attempts (
    key text NOT NULL,
    ends_at integer NOT NULL,
    count integer NOT NULL
);
CREATE TABLE public.doorplate (
    channel text NOT NULL,
    outside_id text NOT NULL,
    tenant_id uuid NOT NULL
);
CREATE TABLE public.interaction (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    lead_id uuid NOT NULL,
    kind text NOT NULL,
    happened_at timestamp without time zone NOT NULL,
    member_id uuid,
    member_name text NOT NULL,
    text text NOT NULL,
    details text NOT NULL
);
CREATE TABLE public.lead (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    number integer NOT NULL,
    first_name text NOT NULL,
    last_name text NOT NULL,
    email text,
    email_key text,
    phone text,
    phone_typed text,
    company text NOT NULL,
    status text NOT NULL,
    lost_reason text,
    source text NOT NULL,
    source_detail text NOT NULL,
    owner_id uuid,
    amount numeric(14,2),
    currency text NOT NULL,
    note text NOT NULL,
    message text NOT NULL,
    page text NOT NULL,
    attribution text NOT NULL,
    consent text NOT NULL,
    unsure text NOT NULL,
    duplicate_of_id uuid,
    to_call_since timestamp without time zone,
    next_action_at timestamp without time zone,
    first_answered_at timestamp without time zone,
    last_activity_at timestamp without time zone NOT NULL,
    created_at timestamp without time zone NOT NULL,
    trashed_at timestamp without time zone
);
CREATE TABLE public.link (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    purpose text NOT NULL,
    member_id uuid NOT NULL,
    session_id uuid,
    digest text NOT NULL,
    path text NOT NULL,
    expires_at timestamp without time zone NOT NULL,
    used_at timestamp without time zone
);
CREATE TABLE public.member (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    email text,
    site_id uuid,
    wordpress_user text,
    role text NOT NULL,
    language text NOT NULL,
    told_of_requests boolean NOT NULL,
    created_at timestamp without time zone NOT NULL,
    removed_at timestamp without time zone
);
CREATE TABLE public.member_session (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    member_id uuid NOT NULL,
    site_id uuid,
    digest text NOT NULL,
    scheme text NOT NULL,
    colour text NOT NULL,
    created_at timestamp without time zone NOT NULL,
    expires_at timestamp without time zone NOT NULL
);
CREATE TABLE public.notification (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    cause_id uuid NOT NULL,
    member_id uuid,
    channel text NOT NULL,
    address text NOT NULL,
    subject text NOT NULL,
    text text NOT NULL,
    html text NOT NULL,
    created_at timestamp without time zone NOT NULL,
    attempts integer NOT NULL,
    sent_at timestamp without time zone,
    failed_at timestamp without time zone,
    last_error text
);
CREATE TABLE public.outbox (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    name text NOT NULL,
    payload text NOT NULL,
    happened_at timestamp without time zone NOT NULL,
    due_at timestamp without time zone NOT NULL,
    attempts integer NOT NULL,
    lease_until timestamp without time zone,
    leased_by text,
    dead_at timestamp without time zone,
    last_error text
);
CREATE TABLE public.pairing_code (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    digest text NOT NULL,
    expires_at timestamp without time zone NOT NULL,
    used_at timestamp without time zone,
    nonce text
);
CREATE TABLE public.schema_migration (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp without time zone NOT NULL
);
CREATE SEQUENCE public.schema_migration_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.schema_migration_id_seq OWNED BY public.schema_migration.id;
CREATE TABLE public.site (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    home_url text NOT NULL,
    rest_url text NOT NULL,
    secret text,
    next_secret text,
    next_secret_at timestamp without time zone,
    rotation_wanted boolean NOT NULL,
    role_cap text NOT NULL,
    plugin_version text NOT NULL,
    wordpress_version text NOT NULL,
    php_version text NOT NULL,
    waiting integer NOT NULL,
    attention integer NOT NULL,
    created_at timestamp without time zone NOT NULL,
    paired_at timestamp without time zone,
    seen_at timestamp without time zone,
    woken_at timestamp without time zone,
    revoked_at timestamp without time zone
);
CREATE TABLE public.submission (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    site_id uuid NOT NULL,
    sha256 text NOT NULL,
    line bytea NOT NULL,
    answer text NOT NULL,
    reason text,
    detail text,
    lead_id uuid,
    lead_number integer,
    form text NOT NULL,
    fingerprint text,
    submitted_on text,
    received_at timestamp without time zone NOT NULL
);
CREATE TABLE public.tenant (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    number integer NOT NULL,
    name text NOT NULL,
    region text NOT NULL,
    currency text NOT NULL,
    zone text NOT NULL,
    language text NOT NULL,
    last_lead_number integer NOT NULL,
    created_at timestamp without time zone NOT NULL,
    removed_at timestamp without time zone
);
CREATE TABLE public.used_once (
    tenant_id uuid NOT NULL,
    id uuid NOT NULL,
    expires_at timestamp without time zone NOT NULL
);
ALTER TABLE ONLY public.schema_migration ALTER COLUMN id SET DEFAULT nextval('public.schema_migration_id_seq'::regclass);
INSERT INTO public.attempts VALUES ('de9f32bd6d740ce5b4f0c7523214acc3944f8d9c7e57d493315843fe853c1f2d', 1795179600, 2);
INSERT INTO public.attempts VALUES ('eed420e5e0854d5d1d552cb6602215779bdf04d99065c1ed75a26829889d0796', 1795179600, 1);
INSERT INTO public.doorplate VALUES ('email', 'alice@atlas.example', '01a1f8eb-aae0-700a-beb1-0c2015d2217b');
INSERT INTO public.doorplate VALUES ('site', '01a1f8ebaaf0727bad8abf88831c70d4', '01a1f8eb-aae0-700a-beb1-0c2015d2217b');
INSERT INTO public.doorplate VALUES ('pairing', '5b93353d99012e6a51c4568b8a4dcb6a5403afcbc8d5c58664b5e03eaec8cd6c', '01a1f8eb-aae0-700a-beb1-0c2015d2217b');
INSERT INTO public.doorplate VALUES ('email', 'charlie@garage.example', '01a1f8eb-ab11-7444-8553-b78c4890db92');
INSERT INTO public.doorplate VALUES ('site', '01a1f8ebab1273f08fe4efb17a52ace3', '01a1f8eb-ab11-7444-8553-b78c4890db92');
INSERT INTO public.doorplate VALUES ('pairing', '5206778427af7d793d021472be5eced65d7151ec97bf5d470f317f7292cd84b4', '01a1f8eb-ab11-7444-8553-b78c4890db92');
INSERT INTO public.doorplate VALUES ('session', 'e10be74930bd05ff9a68a7ea7604df20f554951bd5906629c94a528e85cf3376', '01a1f8eb-aae0-700a-beb1-0c2015d2217b');
INSERT INTO public.doorplate VALUES ('sign-in', 'addecf4a9bf4ed776d4cfef00ecec6eb993e7a529f24d0ca29381cddfd1f4a28', '01a1f8eb-aae0-700a-beb1-0c2015d2217b');
INSERT INTO public.interaction VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-ab2c-758c-a18c-df0eb6f68872', '01a1f8eb-ab2a-770f-a863-93a7a497f08a', 'request', '2026-11-20 12:25:56', NULL, '', 'Bonjour, je voudrais un devis pour une cuisine en L.', '{"form":"Contact","fields":[{"label":"name","value":"Salma Bennani"},{"label":"email","value":"salma@example.com"},{"label":"phone","value":"06 61 23 45 67"},{"label":"message","value":"Bonjour, je voudrais un devis pour une cuisine en L."}],"page":"https://atlas.example/contact/","submission":"01a1f8ebab1b72468e8b73358ff804c1","site":"01a1f8ebaaf0727bad8abf88831c70d4"}');
INSERT INTO public.interaction VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-ab30-7411-996e-5af50fb0ff21', '01a1f8eb-ab30-7411-996e-5af3ab32dd55', 'request', '2026-11-20 12:25:56', NULL, '', 'سلام', '{"form":"Contact","fields":[{"label":"name","value":"Younès Ô’Hara ✂"},{"label":"message","value":"سلام"}],"page":"https://atlas.example/contact/","submission":"01a1f8ebab1b72468e8b7336fc449f2d","site":"01a1f8ebaaf0727bad8abf88831c70d4"}');
INSERT INTO public.interaction VALUES ('01a1f8eb-ab11-7444-8553-b78c4890db92', '01a1f8eb-ab37-7343-bf6e-7568ebbc2b7a', '01a1f8eb-ab36-72ef-853a-a100fc2d6f07', 'request', '2026-11-20 12:25:56', NULL, '', '', '{"form":"Contact","fields":[{"label":"name","value":"Karim"},{"label":"phone","value":"0522 00 11 22"}],"page":"https://atlas.example/contact/","submission":"01a1f8ebab32765b83cee9595db87f2d","site":"01a1f8ebab1273f08fe4efb17a52ace3"}');
INSERT INTO public.interaction VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-abab-7568-b1a9-9ca898af241c', '01a1f8eb-ab2a-770f-a863-93a7a497f08a', 'call', '2026-11-20 12:25:56.907491', NULL, '', 'Rappeler demain', '{"outcome":"no_answer"}');
INSERT INTO public.interaction VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-abad-7104-bec7-ea731d34b59d', '01a1f8eb-ab2a-770f-a863-93a7a497f08a', 'note', '2026-11-20 12:25:56.909198', NULL, '', 'Cuisine en L, 4 m', '{}');
INSERT INTO public.interaction VALUES ('01a1f8eb-ab11-7444-8553-b78c4890db92', '01a1f8eb-abb8-742c-ac18-c47da501f59c', '01a1f8eb-abb7-7239-be34-cb61702af2b9', 'request', '2026-11-20 12:25:56', NULL, '', '', '{"form":"Contact","fields":[{"label":"name","value":"Lina"},{"label":"email","value":"lina@example.com"}],"page":"https://atlas.example/contact/","submission":"01a1f8ebabb4703da6cbe506211911d4","site":"01a1f8ebab1273f08fe4efb17a52ace3"}');
INSERT INTO public.lead VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-ab30-7411-996e-5af3ab32dd55', 2, '', 'Younès Ô’Hara ✂', NULL, NULL, NULL, NULL, '', 'new', NULL, 'site', 'Contact', NULL, NULL, 'MAD', '', 'سلام', 'https://atlas.example/contact/', '{}', '[]', '[]', NULL, '2026-11-20 12:25:56', NULL, NULL, '2026-11-20 12:25:56.784442', '2026-11-20 12:25:56', NULL);
INSERT INTO public.lead VALUES ('01a1f8eb-ab11-7444-8553-b78c4890db92', '01a1f8eb-ab36-72ef-853a-a100fc2d6f07', 1, '', 'Karim', NULL, NULL, '+212522001122', '0522 00 11 22', '', 'new', NULL, 'site', 'Contact', NULL, NULL, 'MAD', '', '', 'https://atlas.example/contact/', '{}', '[]', '[]', NULL, '2026-11-20 12:25:56', NULL, NULL, '2026-11-20 12:25:56.790948', '2026-11-20 12:25:56', NULL);
INSERT INTO public.lead VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-ab2a-770f-a863-93a7a497f08a', 1, '', 'Salma Bennani', 'salma@example.com', 'salma@example.com', '+212661234567', '06 61 23 45 67', '', 'new', NULL, 'site', 'Contact', NULL, NULL, 'MAD', '', 'Bonjour, je voudrais un devis pour une cuisine en L.', 'https://atlas.example/contact/', '{}', '[]', '[]', NULL, '2026-11-20 12:25:56', NULL, '2026-11-20 12:25:56.907937', '2026-11-20 12:25:56.907937', '2026-11-20 12:25:56', NULL);
INSERT INTO public.lead VALUES ('01a1f8eb-ab11-7444-8553-b78c4890db92', '01a1f8eb-abb7-7239-be34-cb61702af2b9', 2, '', 'Lina', 'lina@example.com', 'lina@example.com', NULL, NULL, '', 'new', NULL, 'site', 'Contact', NULL, NULL, 'MAD', '', '', 'https://atlas.example/contact/', '{}', '[]', '[]', NULL, '2026-11-20 12:25:56', NULL, NULL, '2026-11-20 12:25:56.919959', '2026-11-20 12:25:56', NULL);
INSERT INTO public.link VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-abb1-75a2-9442-a0a448d5f12a', 'sign-in', '01a1f8eb-aaeb-779b-970c-05967785a0fd', NULL, 'addecf4a9bf4ed776d4cfef00ecec6eb993e7a529f24d0ca29381cddfd1f4a28', '', '2026-11-20 12:40:56.913775', NULL);
INSERT INTO public.member VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-aaeb-779b-970c-05967785a0fd', 'alice', 'alice@atlas.example', NULL, NULL, 'owner', 'fr', true, '2026-11-20 12:25:56.715879', NULL);
INSERT INTO public.member VALUES ('01a1f8eb-ab11-7444-8553-b78c4890db92', '01a1f8eb-ab11-7444-8553-b78e6b576f32', 'charlie', 'charlie@garage.example', NULL, NULL, 'owner', 'fr', true, '2026-11-20 12:25:56.753978', NULL);
INSERT INTO public.member_session VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-abaf-73c7-aed0-a343775ccef7', '01a1f8eb-aaeb-779b-970c-05967785a0fd', NULL, 'e10be74930bd05ff9a68a7ea7604df20f554951bd5906629c94a528e85cf3376', '', '', '2026-11-20 12:25:56.91121', '2026-12-20 12:25:56.911203');
INSERT INTO public.notification VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-ab42-72e3-bbb4-f61a9b48a06a', '01a1f8eb-ab2c-758c-a18c-df0d7e9b8e62', '01a1f8eb-aaeb-779b-970c-05967785a0fd', 'mail', 'alice@atlas.example', 'Nouvelle demande : Salma Bennani', 'Salma Bennani attend votre appel depuis 13 h 25.
Téléphone : 06 61 23 45 67
Mail : salma@example.com
Formulaire : Contact
Bonjour, je voudrais un devis pour une cuisine en L.
Ouvrir la fiche : http://127.0.0.1:8000/app/prospects/1
Menuiserie Atlas', '<!doctype html>
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
</html>', '2026-11-20 12:25:56.802386', 1, NULL, NULL, 'ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.notification VALUES ('01a1f8eb-ab11-7444-8553-b78c4890db92', '01a1f8eb-ab4c-7775-a6a7-03069cc11756', '01a1f8eb-ab37-7343-bf6e-75672484b8dc', '01a1f8eb-ab11-7444-8553-b78e6b576f32', 'mail', 'charlie@garage.example', 'Nouvelle demande : Karim', 'Karim attend votre appel depuis 13 h 25.
Téléphone : 05 22 00 11 22
Formulaire : Contact
Ouvrir la fiche : http://127.0.0.1:8000/app/prospects/1
Garage Charlie', '<!doctype html>
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
</html>', '2026-11-20 12:25:56.812175', 1, NULL, NULL, 'ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.notification VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-ab48-7507-ba58-fe1069f18df9', '01a1f8eb-ab30-7411-996e-5af4b83f4559', '01a1f8eb-aaeb-779b-970c-05967785a0fd', 'mail', 'alice@atlas.example', 'Nouvelle demande : Younès Ô’Hara ✂', 'Younès Ô’Hara ✂ attend votre appel depuis 13 h 25.
Formulaire : Contact
سلام
Ouvrir la fiche : http://127.0.0.1:8000/app/prospects/2
Menuiserie Atlas', '<!doctype html>
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
</html>', '2026-11-20 12:25:56.808554', 1, NULL, NULL, 'ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.outbox VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-ab44-77d4-8bb8-19a282d55991', 'notification.queued', '{"notification":"01a1f8ebab4272e3bbb4f61a9b48a06a"}', '2026-11-20 12:25:56.804294', '2026-11-20 12:25:58.843078', 1, NULL, NULL, NULL, 'NotAccepted: ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.outbox VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-ab48-7507-ba58-fe1168c0f6ca', 'notification.queued', '{"notification":"01a1f8ebab487507ba58fe1069f18df9"}', '2026-11-20 12:25:56.808963', '2026-11-20 12:25:58.873742', 1, NULL, NULL, NULL, 'NotAccepted: ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.outbox VALUES ('01a1f8eb-ab11-7444-8553-b78c4890db92', '01a1f8eb-ab4c-7775-a6a7-0307de3ad234', 'notification.queued', '{"notification":"01a1f8ebab4c7775a6a703069cc11756"}', '2026-11-20 12:25:56.812581', '2026-11-20 12:25:58.900946', 1, NULL, NULL, NULL, 'NotAccepted: ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.outbox VALUES ('01a1f8eb-ab11-7444-8553-b78c4890db92', '01a1f8eb-abb8-742c-ac18-c47c3ca8dc89', 'lead.recorded', '{"lead":"01a1f8ebabb77239be34cb61702af2b9"}', '2026-11-20 12:25:56.920096', '2026-11-20 12:25:56.920096', 0, NULL, NULL, NULL, NULL);
INSERT INTO public.pairing_code VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-aaf6-705f-a043-286dff7eae93', '01a1f8eb-aaf0-727b-ad8a-bf88831c70d4', '5b93353d99012e6a51c4568b8a4dcb6a5403afcbc8d5c58664b5e03eaec8cd6c', '2026-11-27 12:25:56.726739', '2026-11-20 12:25:56.743133', 'nonce-of-this-site');
INSERT INTO public.pairing_code VALUES ('01a1f8eb-ab11-7444-8553-b78c4890db92', '01a1f8eb-ab14-7391-b3bf-10206517191d', '01a1f8eb-ab12-73f0-8fe4-efb17a52ace3', '5206778427af7d793d021472be5eced65d7151ec97bf5d470f317f7292cd84b4', '2026-11-27 12:25:56.756327', '2026-11-20 12:25:56.761806', 'nonce-of-this-site');
INSERT INTO public.schema_migration VALUES (1, '0001_the_walls', '2026-11-20 12:25:56.125318');
INSERT INTO public.site VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-aaf0-727b-ad8a-bf88831c70d4', 'https://atlas.example', 'https://atlas.example/wp-json/', 'k1.Z6sWxsqYMXqPoleJftOPbkFmyQDJQNqf3tdQUJ3ZhJM9BFEnsvfx280hc10SRjvHGSEHDH6HrGP2lqsM', NULL, NULL, false, 'manager', '0.1.0', '', '', 0, 0, '2026-11-20 12:25:56.720379', '2026-11-20 12:25:56.74112', '2026-11-20 12:25:56.741121', NULL, NULL);
INSERT INTO public.site VALUES ('01a1f8eb-ab11-7444-8553-b78c4890db92', '01a1f8eb-ab12-73f0-8fe4-efb17a52ace3', 'https://charlie.example', 'https://charlie.example/wp-json/', 'k1.9GKFTe-oBm-4xpU_oahiEY8dZ_3X-NCua8gyCBSxN9CNHRAJTX5VwUvUCeywRWL23HiyVxgE8s4W4z2Z', NULL, NULL, false, 'manager', '0.1.0', '', '', 0, 0, '2026-11-20 12:25:56.7549', '2026-11-20 12:25:56.761344', '2026-11-20 12:25:56.761345', NULL, NULL);
INSERT INTO public.submission VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-ab1b-7246-8e8b-73358ff804c1', '01a1f8eb-aaf0-727b-ad8a-bf88831c70d4', '0134a25be5500feed12d7a767324c09df1209d6d2bef64440fb688e9e3d0b851', '\x7b2275756964223a202230316131663865622d616231622d373234362d386538622d373333353866663830346331222c2022736f75726365223a202266696c6f6e222c2022666f726d223a207b226964223a2022636f6e74616374222c20227469746c65223a2022436f6e74616374227d2c202270616765223a202268747470733a2f2f61746c61732e6578616d706c652f636f6e746163742f222c20227375626d69747465645f6174223a2022323032362d31312d32305431323a32353a35365a222c20226669656c6473223a205b7b226964223a20226e616d65222c20226c6162656c223a20226e616d65222c202274797065223a202274657874222c202276616c7565223a202253616c6d612042656e6e616e69227d2c207b226964223a2022656d61696c222c20226c6162656c223a2022656d61696c222c202274797065223a2022656d61696c222c202276616c7565223a202273616c6d61406578616d706c652e636f6d227d2c207b226964223a202270686f6e65222c20226c6162656c223a202270686f6e65222c202274797065223a202274656c222c202276616c7565223a20223036203631203233203435203637227d2c207b226964223a20226d657373616765222c20226c6162656c223a20226d657373616765222c202274797065223a20227465787461726561222c202276616c7565223a2022426f6e6a6f75722c206a6520766f75647261697320756e20646576697320706f757220756e652063756973696e6520656e204c2e227d5d2c202273756767657374696f6e73223a207b226e616d65223a20226e616d65222c2022656d61696c223a2022656d61696c222c202270686f6e65223a202270686f6e65222c20226d657373616765223a20226d657373616765227d2c20226c6f63616c65223a202266725f4652227d', 'recorded', NULL, NULL, '01a1f8eb-ab2a-770f-a863-93a7a497f08a', 1, 'contact', 'ab984b175bbb261cc41b81913214bf1a', '2026-11-20', '2026-11-20 12:25:56.781561');
INSERT INTO public.submission VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-ab1b-7246-8e8b-7336fc449f2d', '01a1f8eb-aaf0-727b-ad8a-bf88831c70d4', '819018921951315e545e2606fb8c904dec1c4522f84ab9301792cbc7ad70a666', '\x7b2275756964223a202230316131663865622d616231622d373234362d386538622d373333366663343439663264222c2022736f75726365223a202266696c6f6e222c2022666f726d223a207b226964223a2022636f6e74616374222c20227469746c65223a2022436f6e74616374227d2c202270616765223a202268747470733a2f2f61746c61732e6578616d706c652f636f6e746163742f222c20227375626d69747465645f6174223a2022323032362d31312d32305431323a32353a35365a222c20226669656c6473223a205b7b226964223a20226e616d65222c20226c6162656c223a20226e616d65222c202274797065223a202274657874222c202276616c7565223a2022596f756ec3a87320c394e280994861726120e29c82227d2c207b226964223a20226d657373616765222c20226c6162656c223a20226d657373616765222c202274797065223a20227465787461726561222c202276616c7565223a2022d8b3d984d8a7d985227d5d2c202273756767657374696f6e73223a207b226e616d65223a20226e616d65222c20226d657373616765223a20226d657373616765227d2c20226c6f63616c65223a202266725f4652227d', 'recorded', NULL, NULL, '01a1f8eb-ab30-7411-996e-5af3ab32dd55', 2, 'contact', '912994a04f8dc1262383ead12b991a94', '2026-11-20', '2026-11-20 12:25:56.784758');
INSERT INTO public.submission VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '62b8125a-6f6d-924e-c533-45b5fcd58ca3', '01a1f8eb-aaf0-727b-ad8a-bf88831c70d4', '62b8125a6f6d924ec53345b5fcd58ca3ed3f5e7d51e2e146e5f1346508acce69', '\x6e6f74204a534f4e', 'quarantined', 'unreadable', 'Not JSON: Expecting value', NULL, NULL, '', NULL, NULL, '2026-11-20 12:25:56.785663');
INSERT INTO public.submission VALUES ('01a1f8eb-ab11-7444-8553-b78c4890db92', '01a1f8eb-ab32-765b-83ce-e9595db87f2d', '01a1f8eb-ab12-73f0-8fe4-efb17a52ace3', '8f7ef7e0848e9bea37ae6dfa8cc86a0bf058e1f59ab545f5d6abbdd4a665b6ae', '\x7b2275756964223a202230316131663865622d616233322d373635622d383363652d653935393564623837663264222c2022736f75726365223a202266696c6f6e222c2022666f726d223a207b226964223a2022636f6e74616374222c20227469746c65223a2022436f6e74616374227d2c202270616765223a202268747470733a2f2f61746c61732e6578616d706c652f636f6e746163742f222c20227375626d69747465645f6174223a2022323032362d31312d32305431323a32353a35365a222c20226669656c6473223a205b7b226964223a20226e616d65222c20226c6162656c223a20226e616d65222c202274797065223a202274657874222c202276616c7565223a20224b6172696d227d2c207b226964223a202270686f6e65222c20226c6162656c223a202270686f6e65222c202274797065223a202274656c222c202276616c7565223a202230353232203030203131203232227d5d2c202273756767657374696f6e73223a207b226e616d65223a20226e616d65222c202270686f6e65223a202270686f6e65227d2c20226c6f63616c65223a202266725f4652227d', 'recorded', NULL, NULL, '01a1f8eb-ab36-72ef-853a-a100fc2d6f07', 1, 'contact', 'b32f2363484eb131afe2a9a5e68155d4', '2026-11-20', '2026-11-20 12:25:56.791234');
INSERT INTO public.submission VALUES ('01a1f8eb-ab11-7444-8553-b78c4890db92', '01a1f8eb-abb4-703d-a6cb-e506211911d4', '01a1f8eb-ab12-73f0-8fe4-efb17a52ace3', 'cac6df416eacfe68845661becca1bdbbf806a59b22943c88e09de4a47f3c2c14', '\x7b2275756964223a202230316131663865622d616262342d373033642d613663622d653530363231313931316434222c2022736f75726365223a202266696c6f6e222c2022666f726d223a207b226964223a2022636f6e74616374222c20227469746c65223a2022436f6e74616374227d2c202270616765223a202268747470733a2f2f61746c61732e6578616d706c652f636f6e746163742f222c20227375626d69747465645f6174223a2022323032362d31312d32305431323a32353a35365a222c20226669656c6473223a205b7b226964223a20226e616d65222c20226c6162656c223a20226e616d65222c202274797065223a202274657874222c202276616c7565223a20224c696e61227d2c207b226964223a2022656d61696c222c20226c6162656c223a2022656d61696c222c202274797065223a2022656d61696c222c202276616c7565223a20226c696e61406578616d706c652e636f6d227d5d2c202273756767657374696f6e73223a207b226e616d65223a20226e616d65222c2022656d61696c223a2022656d61696c227d2c20226c6f63616c65223a202266725f4652227d', 'recorded', NULL, NULL, '01a1f8eb-abb7-7239-be34-cb61702af2b9', 2, 'contact', 'b3ea53ee92eccd0f265761e94c99c114', '2026-11-20', '2026-11-20 12:25:56.920308');
INSERT INTO public.tenant VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', '01a1f8eb-aae0-700a-beb1-0c2015d2217b', 1, 'Menuiserie Atlas', 'MA', 'MAD', 'Africa/Casablanca', 'fr', 2, '2026-11-20 12:25:56.704448', NULL);
INSERT INTO public.tenant VALUES ('01a1f8eb-ab11-7444-8553-b78c4890db92', '01a1f8eb-ab11-7444-8553-b78c4890db92', 2, 'Garage Charlie', 'MA', 'MAD', 'Africa/Casablanca', 'fr', 2, '2026-11-20 12:25:56.753189', NULL);
INSERT INTO public.used_once VALUES ('01a1f8eb-aae0-700a-beb1-0c2015d2217b', 'cdcd8472-0a1b-95cc-7f9f-d085c1863d20', '2026-11-20 12:36:56.767716');
INSERT INTO public.used_once VALUES ('01a1f8eb-ab11-7444-8553-b78c4890db92', '5257cad2-035c-4452-ac87-22900a4ad248', '2026-11-20 12:36:56.789064');
INSERT INTO public.used_once VALUES ('01a1f8eb-ab11-7444-8553-b78c4890db92', 'c43b00eb-a992-1c37-f07d-a5c92e687be4', '2026-11-20 12:36:56.918323');
SELECT pg_catalog.setval('public.schema_migration_id_seq', 1, true);
ALTER TABLE ONLY public.attempts
    ADD CONSTRAINT attempts_pkey PRIMARY KEY (key);
ALTER TABLE ONLY public.doorplate
    ADD CONSTRAINT doorplate_pkey PRIMARY KEY (channel, outside_id, tenant_id);
ALTER TABLE ONLY public.interaction
    ADD CONSTRAINT interaction_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.lead
    ADD CONSTRAINT lead_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.link
    ADD CONSTRAINT link_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.member_session
    ADD CONSTRAINT member_session_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.notification
    ADD CONSTRAINT notification_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.pairing_code
    ADD CONSTRAINT pairing_code_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.schema_migration
    ADD CONSTRAINT schema_migration_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.site
    ADD CONSTRAINT site_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_pkey PRIMARY KEY (tenant_id, site_id, id);
ALTER TABLE ONLY public.tenant
    ADD CONSTRAINT tenant_pkey PRIMARY KEY (tenant_id, id);
ALTER TABLE ONLY public.used_once
    ADD CONSTRAINT used_once_pkey PRIMARY KEY (tenant_id, id);
CREATE INDEX interaction_tenant_id_lead_id_happened_at ON public.interaction USING btree (tenant_id, lead_id, happened_at);
CREATE INDEX lead_tenant_id_email_key ON public.lead USING btree (tenant_id, email_key);
CREATE UNIQUE INDEX lead_tenant_id_number ON public.lead USING btree (tenant_id, number);
CREATE INDEX lead_tenant_id_phone ON public.lead USING btree (tenant_id, phone);
CREATE INDEX lead_tenant_id_status_number ON public.lead USING btree (tenant_id, status, number);
CREATE INDEX lead_tenant_id_to_call_since ON public.lead USING btree (tenant_id, to_call_since);
CREATE UNIQUE INDEX link_tenant_id_digest ON public.link USING btree (tenant_id, digest);
CREATE UNIQUE INDEX member_session_tenant_id_digest ON public.member_session USING btree (tenant_id, digest);
CREATE UNIQUE INDEX member_tenant_id_email ON public.member USING btree (tenant_id, email);
CREATE UNIQUE INDEX member_tenant_id_site_id_wordpress_user ON public.member USING btree (tenant_id, site_id, wordpress_user);
CREATE UNIQUE INDEX notification_tenant_id_cause_id_address ON public.notification USING btree (tenant_id, cause_id, address);
CREATE INDEX outbox_due_at ON public.outbox USING btree (due_at);
CREATE UNIQUE INDEX pairing_code_tenant_id_digest ON public.pairing_code USING btree (tenant_id, digest);
CREATE UNIQUE INDEX schema_migration_name ON public.schema_migration USING btree (name);
CREATE INDEX submission_tenant_id_fingerprint ON public.submission USING btree (tenant_id, fingerprint);
CREATE INDEX submission_tenant_id_received_at ON public.submission USING btree (tenant_id, received_at);
CREATE UNIQUE INDEX tenant_number ON public.tenant USING btree (number);
CREATE INDEX used_once_expires_at ON public.used_once USING btree (expires_at);
ALTER TABLE ONLY public.interaction
    ADD CONSTRAINT interaction_tenant_id_lead_id_fkey FOREIGN KEY (tenant_id, lead_id) REFERENCES public.lead(tenant_id, id);
ALTER TABLE ONLY public.interaction
    ADD CONSTRAINT interaction_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES public.member(tenant_id, id);
ALTER TABLE ONLY public.lead
    ADD CONSTRAINT lead_tenant_id_duplicate_of_id_fkey FOREIGN KEY (tenant_id, duplicate_of_id) REFERENCES public.lead(tenant_id, id);
ALTER TABLE ONLY public.lead
    ADD CONSTRAINT lead_tenant_id_owner_id_fkey FOREIGN KEY (tenant_id, owner_id) REFERENCES public.member(tenant_id, id);
ALTER TABLE ONLY public.link
    ADD CONSTRAINT link_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES public.member(tenant_id, id);
ALTER TABLE ONLY public.member_session
    ADD CONSTRAINT member_session_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES public.member(tenant_id, id);
ALTER TABLE ONLY public.member_session
    ADD CONSTRAINT member_session_tenant_id_site_id_fkey FOREIGN KEY (tenant_id, site_id) REFERENCES public.site(tenant_id, id);
ALTER TABLE ONLY public.member
    ADD CONSTRAINT member_tenant_id_site_id_fkey FOREIGN KEY (tenant_id, site_id) REFERENCES public.site(tenant_id, id);
ALTER TABLE ONLY public.notification
    ADD CONSTRAINT notification_tenant_id_member_id_fkey FOREIGN KEY (tenant_id, member_id) REFERENCES public.member(tenant_id, id);
ALTER TABLE ONLY public.pairing_code
    ADD CONSTRAINT pairing_code_tenant_id_site_id_fkey FOREIGN KEY (tenant_id, site_id) REFERENCES public.site(tenant_id, id);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_tenant_id_lead_id_fkey FOREIGN KEY (tenant_id, lead_id) REFERENCES public.lead(tenant_id, id);
ALTER TABLE ONLY public.submission
    ADD CONSTRAINT submission_tenant_id_site_id_fkey FOREIGN KEY (tenant_id, site_id) REFERENCES public.site(tenant_id, id);
ALTER TABLE public.interaction ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.lead ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.link ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.member ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.member_session ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.notification ENABLE ROW LEVEL SECURITY;
CREATE POLICY operator ON public.interaction TO filon_operator USING (true) WITH CHECK (true);
CREATE POLICY operator ON public.lead TO filon_operator USING (true) WITH CHECK (true);
CREATE POLICY operator ON public.link TO filon_operator USING (true) WITH CHECK (true);
CREATE POLICY operator ON public.member TO filon_operator USING (true) WITH CHECK (true);
CREATE POLICY operator ON public.member_session TO filon_operator USING (true) WITH CHECK (true);
CREATE POLICY operator ON public.notification TO filon_operator USING (true) WITH CHECK (true);
CREATE POLICY operator ON public.outbox TO filon_operator USING (true) WITH CHECK (true);
CREATE POLICY operator ON public.pairing_code TO filon_operator USING (true) WITH CHECK (true);
CREATE POLICY operator ON public.site TO filon_operator USING (true) WITH CHECK (true);
CREATE POLICY operator ON public.submission TO filon_operator USING (true) WITH CHECK (true);
CREATE POLICY operator ON public.tenant TO filon_operator USING (true) WITH CHECK (true);
CREATE POLICY operator ON public.used_once TO filon_operator USING (true) WITH CHECK (true);
ALTER TABLE public.outbox ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.pairing_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.site ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.submission ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON public.interaction TO filon_app USING ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.lead TO filon_app USING ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.link TO filon_app USING ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.member TO filon_app USING ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.member_session TO filon_app USING ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.notification TO filon_app USING ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.outbox TO filon_app USING ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.pairing_code TO filon_app USING ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.site TO filon_app USING ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.submission TO filon_app USING ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid));
ALTER TABLE public.tenant ENABLE ROW LEVEL SECURITY;
CREATE POLICY tenant ON public.tenant TO filon_app USING ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid));
CREATE POLICY tenant ON public.used_once TO filon_app USING ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid)) WITH CHECK ((tenant_id = (NULLIF(current_setting('filon.tenant'::text, true), ''::text))::uuid));
ALTER TABLE public.used_once ENABLE ROW LEVEL SECURITY;
