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
    kind text NOT NULL,
    channel text NOT NULL,
    address text NOT NULL,
    subject text NOT NULL,
    body text NOT NULL,
    created_at timestamp without time zone NOT NULL,
    held_until timestamp without time zone,
    attempts integer NOT NULL,
    sent_at timestamp without time zone,
    failed_at timestamp without time zone,
    last_error text,
    about_id uuid,
    happened_at timestamp without time zone
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
    admin_url text NOT NULL,
    secret text,
    next_secret text,
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
    expected_at timestamp without time zone,
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
    submitted_at timestamp without time zone,
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
INSERT INTO public.attempts VALUES ('de9f32bd6d740ce5b4f0c7523214acc3944f8d9c7e57d493315843fe853c1f2d', 1795186800, 2);
INSERT INTO public.attempts VALUES ('eed420e5e0854d5d1d552cb6602215779bdf04d99065c1ed75a26829889d0796', 1795186800, 1);
INSERT INTO public.doorplate VALUES ('email', 'alice@atlas.example', '01a1f977-0169-713c-8877-efa908ba8715');
INSERT INTO public.doorplate VALUES ('site', '01a1f977017c74edb5a37914ca1ebdbe', '01a1f977-0169-713c-8877-efa908ba8715');
INSERT INTO public.doorplate VALUES ('pairing', '40eb091fa000f20cb901f3bfd95a7e03b18a017c84822fbbc461f84f825d7e1f', '01a1f977-0169-713c-8877-efa908ba8715');
INSERT INTO public.doorplate VALUES ('email', 'charlie@garage.example', '01a1f977-01a0-71c8-aa28-f70540aab2ec');
INSERT INTO public.doorplate VALUES ('site', '01a1f97701a27311b643e08e55f5e528', '01a1f977-01a0-71c8-aa28-f70540aab2ec');
INSERT INTO public.doorplate VALUES ('pairing', '8318a1f5d9555dce90246792bfcb9a27299ded0e1d1e58ee1f6e2da35bb57d3c', '01a1f977-01a0-71c8-aa28-f70540aab2ec');
INSERT INTO public.doorplate VALUES ('session', '2584a8b6c3bc24d03ec5bf95a2cc63bca5b145ed1dc1c97c95644f23749e04f4', '01a1f977-0169-713c-8877-efa908ba8715');
INSERT INTO public.doorplate VALUES ('sign-in', 'e3e6e29d9ad8ec336fda6b6689090e2d643a1808d49999f5dbe7b813c129b1f2', '01a1f977-0169-713c-8877-efa908ba8715');
INSERT INTO public.interaction VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-01c2-761e-8da4-c977aa88d2e5', '01a1f977-01c0-753e-9e7c-3f5e57794f01', 'request', '2026-11-20 14:58:08', NULL, '', 'Bonjour, je voudrais un devis pour une cuisine en L.', '{"form":"Contact","fields":[{"label":"name","value":"Salma Bennani"},{"label":"email","value":"salma@example.com"},{"label":"phone","value":"06 61 23 45 67"},{"label":"message","value":"Bonjour, je voudrais un devis pour une cuisine en L."}],"page":"https://atlas.example/contact/","consent":[],"submission":"01a1f97701ae71ecb3b35487c8799190","site":"01a1f977017c74edb5a37914ca1ebdbe"}');
INSERT INTO public.interaction VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-01c9-7169-9642-468bf0071206', '01a1f977-01c9-7169-9642-468948d81e5f', 'request', '2026-11-20 14:58:08', NULL, '', 'سلام', '{"form":"Contact","fields":[{"label":"name","value":"Younès Ô’Hara ✂"},{"label":"message","value":"سلام"}],"page":"https://atlas.example/contact/","consent":[],"submission":"01a1f97701ae71ecb3b35488d462b894","site":"01a1f977017c74edb5a37914ca1ebdbe"}');
INSERT INTO public.interaction VALUES ('01a1f977-01a0-71c8-aa28-f70540aab2ec', '01a1f977-01cd-7305-965f-fd58899ef10d', '01a1f977-01cd-7305-965f-fd566e6cd67f', 'request', '2026-11-20 14:58:08', NULL, '', '', '{"form":"Contact","fields":[{"label":"name","value":"Karim"},{"label":"phone","value":"0522 00 11 22"}],"page":"https://atlas.example/contact/","consent":[],"submission":"01a1f97701ca70daa1c901d599f9d793","site":"01a1f97701a27311b643e08e55f5e528"}');
INSERT INTO public.interaction VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-0241-747b-a37d-7cc85ebabaa8', '01a1f977-01c0-753e-9e7c-3f5e57794f01', 'call', '2026-11-20 14:58:08.577714', NULL, '', 'Rappeler demain', '{"outcome":"no_answer"}');
INSERT INTO public.interaction VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-0244-7759-9ec4-4248bd555f2a', '01a1f977-01c0-753e-9e7c-3f5e57794f01', 'note', '2026-11-20 14:58:08.580289', NULL, '', 'Cuisine en L, 4 m', '{}');
INSERT INTO public.interaction VALUES ('01a1f977-01a0-71c8-aa28-f70540aab2ec', '01a1f977-024d-70cc-9e7a-9dac69c2423c', '01a1f977-024d-70cc-9e7a-9daa10f72ade', 'request', '2026-11-20 14:58:08', NULL, '', '', '{"form":"Contact","fields":[{"label":"name","value":"Lina"},{"label":"email","value":"lina@example.com"}],"page":"https://atlas.example/contact/","consent":[],"submission":"01a1f977024b70b29b0d4f4a22b598b3","site":"01a1f97701a27311b643e08e55f5e528"}');
INSERT INTO public.lead VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-01c9-7169-9642-468948d81e5f', 2, '', 'Younès Ô’Hara ✂', NULL, NULL, NULL, NULL, '', 'new', NULL, 'site', 'Contact', NULL, NULL, 'MAD', '', 'سلام', 'https://atlas.example/contact/', '{}', '[]', '[]', NULL, '2026-11-20 14:58:08', NULL, NULL, '2026-11-20 14:58:08.456997', '2026-11-20 14:58:08', NULL);
INSERT INTO public.lead VALUES ('01a1f977-01a0-71c8-aa28-f70540aab2ec', '01a1f977-01cd-7305-965f-fd566e6cd67f', 1, '', 'Karim', NULL, NULL, '+212522001122', '0522 00 11 22', '', 'new', NULL, 'site', 'Contact', NULL, NULL, 'MAD', '', '', 'https://atlas.example/contact/', '{}', '[]', '[]', NULL, '2026-11-20 14:58:08', NULL, NULL, '2026-11-20 14:58:08.461442', '2026-11-20 14:58:08', NULL);
INSERT INTO public.lead VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-01c0-753e-9e7c-3f5e57794f01', 1, '', 'Salma Bennani', 'salma@example.com', 'salma@example.com', '+212661234567', '06 61 23 45 67', '', 'new', NULL, 'site', 'Contact', NULL, NULL, 'MAD', '', 'Bonjour, je voudrais un devis pour une cuisine en L.', 'https://atlas.example/contact/', '{}', '[]', '[]', NULL, '2026-11-20 14:58:08', NULL, '2026-11-20 14:58:08.578077', '2026-11-20 14:58:08.578077', '2026-11-20 14:58:08', NULL);
INSERT INTO public.lead VALUES ('01a1f977-01a0-71c8-aa28-f70540aab2ec', '01a1f977-024d-70cc-9e7a-9daa10f72ade', 2, '', 'Lina', 'lina@example.com', 'lina@example.com', NULL, NULL, '', 'new', NULL, 'site', 'Contact', NULL, NULL, 'MAD', '', '', 'https://atlas.example/contact/', '{}', '[]', '[]', NULL, '2026-11-20 14:58:08', NULL, NULL, '2026-11-20 14:58:08.589124', '2026-11-20 14:58:08', NULL);
INSERT INTO public.link VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-0248-7747-99b6-2a111af782eb', 'sign-in', '01a1f977-0175-7471-b572-716ff2f88a95', NULL, 'e3e6e29d9ad8ec336fda6b6689090e2d643a1808d49999f5dbe7b813c129b1f2', '', '2026-11-20 15:13:08.5841', NULL);
INSERT INTO public.member VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-0175-7471-b572-716ff2f88a95', 'alice', 'alice@atlas.example', NULL, NULL, 'owner', 'fr', true, '2026-11-20 14:58:08.373667', NULL);
INSERT INTO public.member VALUES ('01a1f977-01a0-71c8-aa28-f70540aab2ec', '01a1f977-01a1-7042-a311-c7133cbb2a2c', 'charlie', 'charlie@garage.example', NULL, NULL, 'owner', 'fr', true, '2026-11-20 14:58:08.417524', NULL);
INSERT INTO public.member_session VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-0246-7504-b554-bc6f9d18e918', '01a1f977-0175-7471-b572-716ff2f88a95', NULL, '2584a8b6c3bc24d03ec5bf95a2cc63bca5b145ed1dc1c97c95644f23749e04f4', '', '', '2026-11-20 14:58:08.582133', '2026-12-20 14:58:08.582127');
INSERT INTO public.notification VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-01dd-7701-9a9f-f47b9a41270f', '01a1f977-01c1-762c-aa20-3f752a69c323', '01a1f977-0175-7471-b572-716ff2f88a95', 'request', 'mail', 'alice@atlas.example', 'Nouvelle demande : Salma Bennani', 'k1.7AEi4S8aZDmDyVGTWb_O14JgC3-ubFmLPj5GbFrRphPGGFlJjcq68DRPKW-rj3eoEHClxTFIcxdOONfsRg6cgd6ES3mPtshmSzHb4Fx_hIXk1sf2uAAEHkX3aLIhz81rLMQ3H3bVJ3gmBmqMMC6lgkJWNhDR0oQlzseFRQPMjHyrF3z1b0zF9MQYYjWpZCvOivy6RU-rQSC5SOdQf1KCc6-CDk5Sd3NtUMef2yyKs20vlXfK2El1YMzkBZYi_mVlZxeOzQcS7lgbSgWl1PR-6_esUoNCk8WE7NJ4GxrANvcqn4NhlE5aatZyaLW14rXrcr2WREQ5Vvo-8zjz5q26S3Qbnj8pLRb-MIehbn8Z5VeJ3WDHi8Rp5WayZmvMSXzJ7nBdCxPlFReK658jujzuVEAKL1EpoejpmKQAvqGGIxbTRMpmkkZUplOhQc3b6WMzrCrg_jhWBEUWNO77nYOaWgCXxvX4Cn2Q107j60ur0nRuK2_x5k8KqL33ddbQgWgp_Vg5dkDwCijbfoM5mSmPuRG3nQbEL7QAS7dJmFUGWLuzhCPh27s4w9He5xvMiheaFzRYFseguaLweVBIZMSTQJOVpLy5G06c2zcqmK9PJVfIbddPAJmuQ35uokdPDHTf07X0zb_oVFC1aOsbjYZOm5TThmsA1j33sRRSLjOrB2saBM7_Ocq0oV8lxeHEu5FQSG3ywIpLx_DzhUyK8TGTZDsFBXQDuo1K8PTyh4_A3okSK0pwRrsT-Cn7FxE4c_t05daC_IR5pAwE0yDgj4XNze-ZTzV6aLOdv1hsPKFtZfqsy4dmAC9v8uUOWoF6-FWdN9HoV0be5uNyCspKELJfkrV6dmGzRsQWDOa7MqEJT6GhZgDah5672GKl1fQipf8nTWtQXSxkvqNbbBOXYBJN10ONMpSnZX-KH4XzqvZZ2P6IKgEndxudzO90QVBu8PiCIkpPp7YuSSFbmKUVbuQoTRbKNRGTGCapZZ8GVXntpzZBG02I3WEopvzdWn0VA-w5Ayknb77lMI102J1X1CUEIHGTyj3Iipq6slMZjOH13eLR0cMU9Ehw5CVH21n3oSZ_Bl8PMfsDrddNu_y9Ef70_Z8N0E3iH9vH4eZynkz6x3TpWhFeK90c3pQ0aRUG6nFHKteQHvcQbs-m3AKJXvtY5iDyEZV5h0uOeCvuGLN8nVMYRqaw5UFy2LIodvTVDW1er6CGolF0lsB7hO8iXC8HJ52AyGP83WUdVj1kxEIFkKbMpXyoRgQK0eVk-KfcxX84L0kCdN_YP6PF-KlRPFXbLW-OC8Y6vpdGi-LzAGDh_XA4bX3H7bJQ51o2qqF8PIsJMVCyenwoUDZdxgUhH_rNwsd3lxEIHsBNR_uw4K_fYfVPwL3ZjdKSahCM8LqIeIbCDb3fTDZh4lWe_z_iiN5j0a58RIFrb_987cGm9gDL36nnEVBSBxifRFyZ72Xoji1UxYK6fuSCUNp1QrOIym80o_wlE7_Yx3ZgUHloMlveMoUnceRwKwWm63NyBEZ5k6-RfLmpB5UrgmvDZCjnDNTKyBoG5_qGfTh1pSq1u8tTihLgcOuwIia7oKKh3jhxFXRjVhV8X9DcwRvXqAxDrEYLxoCRJvCS16HV5Dnt-LV4U9d1l0gYWLftVN9EVT3baiipS7A80b--m4p3ZVj17cfXYU6QGz5jQYJZbKAKjec5z-TdCTO7rU9NWoBl3NCP6XJro9gKRltZkQC3709SoIzWZ7ugIs6l9afCmnFBOYq-XQKcf57DtiG3_gjNAMUPvSv9YR9IYVqWLHV9UU9X66eBoILUovNR-Mpx6ZYEt1Q1_cJrFjYkreC1vZdugEFAxZkw4Q2YBgzbIHslpatuQYUoc77sa3gNszEaeCsVCZ4KMNRfMMaisY_fDBpHWH88THua8k8MiseFVfJjmo1Yp_OVNi3IVz32x-wGPT5PdBUVhOSIv2Uk-FeZF4ST8V6frxO7t3G8tn93BS0PG-KHs3M-rjHnjRHzvIONW0rJSiRH9WbKFcSw8rbL8oeIzq6SuKb5N4jreqxzNLyyGJ7Ai7TXSADvtVQ72RsTAA6RJNXY00pYVVTCBvtZvOgfLrZAvSu1EEL5QUs6zze-50P2wtGeTpipOAk8bbK79ogrtKb5-C3HyI4KkeQEskUkZmI0_-6pI1sbISK8aJyueVmndXTlP5vLybUXogh2-C3rlg_AgRLKV0si9JIOnTKW6kd3bPR-ZyA7JyrZd1yYythzkdDcyb9NwmFVXyEi_0GP3BsEqha4RAB6p_I34ngq8fp7AvuO3b554qfpNA_kVTVrpJR7ury4Z5RR6-d2fdyOsNb8S3lhElcwX-gJFTbPhhMtWvaRui-9FoBPyZuMp_uzdniGqoRyTEJ9TpJ8d6xUDaXiUeK-2ZVkRL65qxjzqegFNL3Ua1IaN_xeCzgN39qJwYqL01Aez-DcPuexO_Y3ztBgiDIzyTaJRf241ryVctmqL1STXoiztBFzBEm1QBUxVjoE7XSySIMB-RYfSUtEK_Yq6R0Mw5LJsEU3n-1inR76Wpujr9TYe-MoiJMIvt5nXHOkXrQmOW5nxX604jinLn4jtC3NDxwIIXvLUEM81AXHFvh4dz6gfZeXrXeWcBJ_6VcMGwQ-zCkW_TRw8isP0VGXSGbKlp71nVMGqLsJcw7cNSlCorqmhtkccTZSydf2zhSjtxY1IQJNR8j3qFgqu4kjO5hktLNaQt2kijuHXdliqOe_Wzan70ZAD0XQ3uaEYs5PbuoN0Rag5QoUARLOCzZn-gyHLx5xKkBmFxv5WtNHb8WmevfVfIrk5nfxBUAOpkwBUwYQUW6FTq_eD1PR6X4FphV7oMpEjD-9U0wbpLrNhqvzBgSpmwLQWDx5Ak6VQ-HcpaDEqD-vECB4sp6dwyTOBR-yAmfyj9zdt3iedz2sVO8tqFHUNrb3Czt1o1ohmEMFA1TqSkZ_ADQRUfokna2Sed0FGMfLSUtn5uZ294LVPZpqfr0TwS6LVjKmIfJghLIXhN7NE372TOuX1Vzdo_PO7jjMmcooPV_I8esfNUNKTzU1yc920zcQdNcMhOXEOqT_eni7gcFNIRTetBRhU2jQcWnL98GzyQ9c7VgvHnuV--X38Q_kwbGMwKGwqJSed7p5_vuqiTxFUluLoXN8__8kmocaaW3AdO7pW1LcaICBx2yHxTT45jJV9kQsSez0wLhH4F92rtPYT1eq_iufvwBUvJt8EtnQYcrH71fEIG1g22KhQP1cL2a5iOs9d6EuU_9f8_apn4IyEbegeD1gNf6mEK_VHF0aQW7iOyfMNi4KwCNRPWkJYIpf-WU-', '2026-11-20 14:58:08.47732', NULL, 1, NULL, NULL, 'ConnectionRefusedError: [Errno 111] Connection refused', NULL, NULL);
INSERT INTO public.notification VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-01e4-7139-9861-a2143ee2e203', '01a1f977-01c9-7169-9642-468ad2b98e4d', '01a1f977-0175-7471-b572-716ff2f88a95', 'request', 'mail', 'alice@atlas.example', 'Nouvelle demande : Younès Ô’Hara ✂', 'k1.qJ0iG1AzUOH0-0FfGLxNCUst-p-i0Z0sYZOqxR-QYRxEL5_gHub-n6hHQigvqjFuGrkDNuiOz1RHiLr9OLPPyM27TfpFny4fThf9FKgE7hNpXl2jOy-EsVN3q9gEUjTRn-2qQ7QGVnZ7JPrgWgzhr91ycWsPBeVBPEWBVDEcF2FIWEZe0eKseYw0oP0lCFbK0TZR5np7TNdKsedk8I-bVgkuABvddsBCPm7IJ1eIp3GOLWjFQYOeiKhqlzANGewDKgvVVoB-qNdqzX1HhFLhdfT6qkfw6_zIAwg9M0BMmdwpYjwsNFIGq-sEKqMU4i3hvmpl_MsoBgXoBPvdbeKpBzYGNOJ8btoN4p3g4HiiDF0LsU4TiT8JXChVhRJb4E44voA9XPx0Ah_9ZsVL8ammGM0tnPww-6Z00wmVTUIYxPc9ACi4VSmOjea2-Gk4X2lnRz7QiVNu5PPaWHawqxUM5H-8MkbsGv4VyLpNnHVqVZ2-6q0TlloooAEgOwoLskk9JBiWKVy_rDBaMnJzEdn2zuBbNd0LQ1FtwykWA9KN9qHqwIaxHewqkgc-NfUb6zaFrSgPUHpjNAH8yzpXo8cshT4Tm3ckNktntktdp4u3feajAf4wuxV4FALdIcgA74Ls2PAi_uTX5QSP7ahcpOd7SlD-FXaYoPSMW1ivDwvWPeT9PEm7pdmseLkjZMHCYawq6zL-pAOnwEPH0bJkzlFIpZLsYgX5dz8v2DaAY720Vzce_Acuc71yqdzUy33HgE79x3xhMPQM8H6oRl19RpL_6kJWvqoMyYTuvMijcLwx4kOkXVsv3u7hgvYK67CRrG2MX-5ueUfVvlMgckivmSjPLidipKT2navI2FuKHH-vqojurfE8AV6SFWANxBukUv2DBthwSOxtgng-iUJD0IiyPYx3UuhpiYsdB3iEVSb7xa_h9ukX9oVI6md95aHP7iKGwiYyQCEoSl164aP2TjMvzgEXjDKxmozIJx0qkNfliG6LIxICjZD-RhSKkhJYG79REFNZ7-9wnnmm8m9jrTr2A3GRpWtqF8W3ptIt3DPCsM6EhwLAHjw2PMKLBzGHgvRp1J9JlPUGRjJUolgA6gZKys78VvRxHqVNs9aiGwlS__vD1S-CBAOP6UaI8V_ifPvvajaJUSuB-861vfRYND9N_Im7DjfGBnr4cEkVuGfo7wSuBu6MEDZfQxoAx5hoitM_6M-coNlNj6U5rn_H67gDVTnGKtayfR3HDx3VdBZoG5jwdkXfbfhG-o9elhTwpqtzDU5X8jEaFtwAdugrlexhWNV_WoP1g6tfP8vBFtb9n53BbkGpmIVSL75PpMZArDF1d0evsUNX0-aDzUpfrCW6q8UhY922KiR7WJo_8BNVnhL4YAxNu85wp5mQ2KyV7OJaDchMjfbFFGemT7xhOT7xRIO3UKPTRcgAu_zCSh9q_0AW9C0D-WKwR4njssMvTJE2BOfnBuLGDxUAk7nh36WPwJ-84tePEwgtj7GkLtMq9noMBpg4ovDbqG2cN0-S6yziC7skBeyCZfe4My3Cv94NNsXW4T5RdzGyb7gLSWYdvA7I4n9NA85GruwMN6gPFDXdiU5MXe9y8XixaBWMLjHatSwejfB9IpbeqoRqkhSaBZiFZ_QsVS0gaYWQ2NRYwxP3m2cOpgiLQMbpoJTAoAOR8cgX4txEH5KxhY0lTpXFT9mgwqD9OZkT2YU2kbkYKF0cOXpvgEt3DmPOybzNHZbZqtaPTYepu603vTuL86dLPTyJUvMmqVvwxQcVxOM1f7dTrOSMxy-zB3Y22AvxOI5U304oq-fmZXRnyv7zcx4L1ssR5yFeUoe86gEoBEWunXvLxi1sB-azZiFiDOWttUSho6HGx1d_vRaAZD9MRYzM_AO63qKqSD3Pz8PgYgWmzS5KOWfxR_-YXpKuqRak-qnrU-pgkLuWaTLsP3gsMU42gMzqRjZvGhJUAPmMk2qsWoQJbxofb2IFArTTUjlQzYF4yTiUoetyRp4tW_BgiYwiYXNZyMFtBKy2M2bT0oYzIVS0Uwy4NHA1l7ikcaM2nlzntfPjZA2jqPMeIa7KZp_u90jW_Ye5nvkoAajLFAVcRL8j7iLd1tvSBepbDMa3QJEjYvl2Zc8fmXhNgCWMURil-o_rZpGYrHfQWbUohXswnokHYs87snYhzrmzZ3K0Dx7_CgU7hPFxqJlHGHxj7q92qCbEPsPzcmzmlM349BmSAUp7fTxJZ8226wsWlzbp5IlI95EHicinEDRUHB82Pno_pOs1Ujed1azE-5cDNMQHaeBx2EasFhLWGt260uZsAMGolZ1-wt_uKSyxJEcVJBZ-rzEcizKim2EUPxAZKwK9EtAOCiPcdyfXkgKC7PqE6535uWpqPPffcvOkHfuHMDePMpEtQtiGqrGcIarL3FJaaQonTZ7PHTbQFWlCMg==', '2026-11-20 14:58:08.484395', NULL, 1, NULL, NULL, 'ConnectionRefusedError: [Errno 111] Connection refused', NULL, NULL);
INSERT INTO public.notification VALUES ('01a1f977-01a0-71c8-aa28-f70540aab2ec', '01a1f977-01e9-7078-9edc-2b50139e0f2e', '01a1f977-01cd-7305-965f-fd57d13702b1', '01a1f977-01a1-7042-a311-c7133cbb2a2c', 'request', 'mail', 'charlie@garage.example', 'Nouvelle demande : Karim', 'k1.ZSLo8sgT5yfJNFDjUV8lMsUq31_HMVa9ef7Qn8pup1f4cA14TehuxM2ce7gt9epyOG0lBjT2hk2O5liTXozrKYw64l9OT9fkUc7R9baPzeaFsH6r1d4NGs-kHPfoSgCMeWVigUncwFMBm0pJLNQqreT_7kBitoc8B2I_frC89oQ8NeLEzFdoJl6FgzUSCByeTSy-13UVrseMI_nQv48XWll6m3iHPRIwVqh8q8Sz9_iILQxXNYHcJeP22E-Kq6RBXdAIestJK-W-rm66YqLMJxQQz9rkdFEOTL2Mmn0oTPgataQVVae54UTRkd9wsWzZ2WzBZbka240uQ4VJ8HNaDVLqQAYPzAfj4-EKzCDCfbKdmKwh3_YOE2JTVa1IhxJrAc8m_7zlaNZEdwhRgTSL4UAIx82oBFDu7Jf_qRw7FZfIB_3YDrtcShH_DlJQfE4HQNj1v6rHig82xDgDl0y1TWxxvgKtaRKg85bcSJvRbCu3jeoK4ITETi3_whfrlZFWWHX_F2cq0_aMSjppLUYUyYbu8dVCN4TjtJPDPR7LmjLnyWrVMHcf860FgfmZTP_U-P0dOi2Sp5qPMOdOPTNAakLqSOWx-eweHN_Sf3pyKa5PKNhycM2pWYlm83PMjrWHMdF337UIM6esPDTJ1i7Hq0DJw6crUdOqPYw-v6_OX3ygoVvu8luHa-G9ACNymFKFsPNQpdTmtKjCTNp89a5eVHMgMDM95evWc6sZa45GRGds05g_NJ3PH_Q2wB74USCR8KfqPlVigk8WTMeQl-oAnZqE6IBsbwWW7Ks6bupDzjysSYmey5agrvy33YkUfkd4t6qIm1b2ZUqdL6CzIMs5L76TCXIRfQjTGrX7RWcgAMyl2fNDnQm70aP8gyCG54n4WlWB4o7QeZMDjxBgaFPTYjFzLYIDrUCMuMHgaBG7AGNc4sdjxg5ypIXSNf20mQZPIqGAfaUQV8fl5lCILwDleVxDhZpqV5aKM0XlC0EUewgn-enoAxPJwPMm5uhsK7jROB42CN028H6euP7GUq65cHRCXdnWKODwyT_dz5thaxLwNdSSh9vZ5xNt-eRbHkMS5jEAnZoe8PUtGYM9_KIT_S50ied22YTpA-0CorjJLpMVRHhQVdqs7EUOpSUV227fTPoUDm0ljltLsux4GFP-0AFbMCs7Fk8wlREWQ3i_aw9QXvmyapiaAbWYhSsv76phHiwmNkitukJeID838FMHh8XbTX8fsGItvsKosBtSZcuNaC2FOUbk5RzHJ11PxkXz8Esy7efMA3Q0geL71A8iCcFjoTiSh-chrcGaaO1uBBZ6nAHf1FBD7lyMlfKBjTZyff7_oJwOJPwwCzylMGWxxxFEk2YRxn6yV23Ab5y17XSguqdLogk8ddc6gdMNUXUennt3c4Xze4mFz1Xo3xUrFqqEBtG6RKVlEDUUBtYEcDxztQBvbs8cyAqpqKOio19KFJPD3933zPgzitgFEcgTSJCwe-qg2UJ4RHQSN5Abo4qTB_AK09VtracmHy-axpQjqDcK4CiJGVLqY5EfdSAjd8kSmQYz1kid0RaOPPHHiYb-kvT0D9WP7FY3a1i20Pja3xvH0H98eUm1HZ0-JtgAPiiLvTrrj6rEJdui3YLNN7aJMNzD4iYCUSkBI7ljI_dWn5_bndat5Wt9wtL2-AhhuqdWSvN3oW_qB9nqXyuoMH6MmgcQA4oDsFNtiiNqFa0x0VMB9ELWEw2D9ukWFOFe08cLni-yI5-AeQ-jm8OV-SIrCmca5iIe0x4VAv5HrhwTs1F1aZvHKpOeFFCTnk7bg0W6qsihkvteeWuHqsczkVlLHH-0TP900kRyAPN-eLkfTfkCW9v07e4gIXddxoz4bSB6xksyDhLtJhU6F3LgLCRprqUkC9Yqp0ZUPIBL1kPKKjKJ3XnGjSC6PQK64-HteL9W-Mw8LJUPqyArZ7hOQBuHKDfnmOExdzYEfx-Z5hPMXhJRRDwymGPNNEmrxYRtUKW8_WtTxj7bAGSOQm98XY9gc2JWebg0EInUDtY7WkCZs8sJsAxdrsT3tID6LmY8xCIbuSzkOrf21bAZKD2ZervXxNGnljyK7wp-LVRe8EYeLALY0l5cVPVaBzWS3S_XFpVMZIKhoZv0gXjbhtILyqTUMgCKS90pMX_ebMHKWJWLM2pH17Akhbco1IXUxlTsu5MNgtqOxfMMRfPY5Pr0_vVKr48e92QjgNTodygDM5-mNtf2fPs6ToXpQcVdYjjYIj_OVU57kHUP_96W9lBA_S1HH1Rd__XLnqVfQd6MdiqFoU7w1OnJ06KlgaOFl0FFnDCLdeuv5g8XPw4PPsPtvKEpGMmgzTJl47YPtD7sO2agA1Adk7wqCNZd4ksOS5-Iu6ZBiwWUe0-qwJIrY5qwESpOSxrTQAEsL5NYOUKJr6Cm1-1RWxrXkLTIPE1xf1spGTpTJSlREdxQ1zmUD8vjPcxngslO6bXkeawQM78nhH_Qr5okBXsJ7kv242tXeeaJBjlZmNIPDQJzfKEV8wokNYHp57Lg4sRjJOIzzAR6Ph8R4y3S0ToTG8L1HpKqn3cONDhS2LcQymEvfRGMoDqD_2XZkuvu-GDU5Tz4ZtI6uyPQGmJQbeX-v8xElulBhxEffdaYaLyHZ6pvzd9W1PI1p6Cc_IhCRopAr-gUIA6LLDpHlGAJc87sbmPXp5RBIt1D77I5wDstVE4k1J1CEEkBFoBwjoemKg==', '2026-11-20 14:58:08.48922', NULL, 1, NULL, NULL, 'ConnectionRefusedError: [Errno 111] Connection refused', NULL, NULL);
INSERT INTO public.outbox VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-01de-75d1-bb88-0faf18dbe7d0', 'notification.queued', '{"notification":"01a1f97701dd77019a9ff47b9a41270f"}', '2026-11-20 14:58:08.478933', '2026-11-20 14:58:10.520301', 1, NULL, NULL, NULL, 'NotAccepted: ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.outbox VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-01e4-7139-9861-a215d9875c43', 'notification.queued', '{"notification":"01a1f97701e471399861a2143ee2e203"}', '2026-11-20 14:58:08.484804', '2026-11-20 14:58:10.546648', 1, NULL, NULL, NULL, 'NotAccepted: ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.outbox VALUES ('01a1f977-01a0-71c8-aa28-f70540aab2ec', '01a1f977-01ea-7464-ab4c-c9f1a1303b26', 'notification.queued', '{"notification":"01a1f97701e970789edc2b50139e0f2e"}', '2026-11-20 14:58:08.490081', '2026-11-20 14:58:10.572279', 1, NULL, NULL, NULL, 'NotAccepted: ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.outbox VALUES ('01a1f977-01a0-71c8-aa28-f70540aab2ec', '01a1f977-024d-70cc-9e7a-9dabb970b318', 'lead.recorded', '{"lead":"01a1f977024d70cc9e7a9daa10f72ade","asked_at":"2026-11-20T14:58:08+00:00"}', '2026-11-20 14:58:08.589188', '2026-11-20 14:58:08.589188', 0, NULL, NULL, NULL, NULL);
INSERT INTO public.pairing_code VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-0180-765d-987c-4929f0f20a5e', '01a1f977-017c-74ed-b5a3-7914ca1ebdbe', '40eb091fa000f20cb901f3bfd95a7e03b18a017c84822fbbc461f84f825d7e1f', '2026-11-27 14:58:08.384584', '2026-11-20 14:58:08.404297', 'nonce-of-this-site');
INSERT INTO public.pairing_code VALUES ('01a1f977-01a0-71c8-aa28-f70540aab2ec', '01a1f977-01a3-7307-9acf-1f1450a38f17', '01a1f977-01a2-7311-b643-e08e55f5e528', '8318a1f5d9555dce90246792bfcb9a27299ded0e1d1e58ee1f6e2da35bb57d3c', '2026-11-27 14:58:08.419466', '2026-11-20 14:58:08.429078', 'nonce-of-this-site');
INSERT INTO public.schema_migration VALUES (1, '0001_the_walls', '2026-11-20 14:58:07.981351');
INSERT INTO public.site VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-017c-74ed-b5a3-7914ca1ebdbe', 'https://atlas.example', 'https://atlas.example/wp-json/', 'https://atlas.example', 'k1.IN-NNkfpFjdIw3Wx9QUd8zl2xDDZvFotN7tHovOwTkyuuQdalVwwXoNlqqoPO7EBRG5SpefyXsPew87D', NULL, false, 'manager', '0.1.0', '', '', 0, 0, '2026-11-20 14:58:08.380412', '2026-11-20 14:58:08.399228', '2026-11-20 14:58:08.399229', '2026-11-20 16:58:08.399229', NULL, NULL);
INSERT INTO public.site VALUES ('01a1f977-01a0-71c8-aa28-f70540aab2ec', '01a1f977-01a2-7311-b643-e08e55f5e528', 'https://charlie.example', 'https://charlie.example/wp-json/', 'https://charlie.example', 'k1.F5iGo1cySrCIR0mDIgjDrOu-YY1vzL5zBfx0_AVgKcEHJ025d_b-Q4R7vkiYHOPe1l3cP2tEqSSkS2by', NULL, false, 'manager', '0.1.0', '', '', 0, 0, '2026-11-20 14:58:08.418282', '2026-11-20 14:58:08.428537', '2026-11-20 14:58:08.428538', '2026-11-20 16:58:08.428539', NULL, NULL);
INSERT INTO public.submission VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-01ae-71ec-b3b3-5487c8799190', '01a1f977-017c-74ed-b5a3-7914ca1ebdbe', 'b92778bcfa4d0266ef25bf761ff63172dacf94bc14230c606c46dd4474978129', '\x7b2275756964223a202230316131663937372d303161652d373165632d623362332d353438376338373939313930222c2022736f75726365223a202266696c6f6e222c2022666f726d223a207b226964223a2022636f6e74616374222c20227469746c65223a2022436f6e74616374227d2c202270616765223a202268747470733a2f2f61746c61732e6578616d706c652f636f6e746163742f222c20227375626d69747465645f6174223a2022323032362d31312d32305431343a35383a30385a222c20226669656c6473223a205b7b226964223a20226e616d65222c20226c6162656c223a20226e616d65222c202274797065223a202274657874222c202276616c7565223a202253616c6d612042656e6e616e69227d2c207b226964223a2022656d61696c222c20226c6162656c223a2022656d61696c222c202274797065223a2022656d61696c222c202276616c7565223a202273616c6d61406578616d706c652e636f6d227d2c207b226964223a202270686f6e65222c20226c6162656c223a202270686f6e65222c202274797065223a202274656c222c202276616c7565223a20223036203631203233203435203637227d2c207b226964223a20226d657373616765222c20226c6162656c223a20226d657373616765222c202274797065223a20227465787461726561222c202276616c7565223a2022426f6e6a6f75722c206a6520766f75647261697320756e20646576697320706f757220756e652063756973696e6520656e204c2e227d5d2c202273756767657374696f6e73223a207b226e616d65223a20226e616d65222c2022656d61696c223a2022656d61696c222c202270686f6e65223a202270686f6e65222c20226d657373616765223a20226d657373616765227d2c20226c6f63616c65223a202266725f4652227d', 'recorded', NULL, NULL, '01a1f977-01c0-753e-9e7c-3f5e57794f01', 1, 'contact', 'ab984b175bbb261cc41b81913214bf1a', '2026-11-20 14:58:08', '2026-11-20 14:58:08.450809');
INSERT INTO public.submission VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-01ae-71ec-b3b3-5488d462b894', '01a1f977-017c-74ed-b5a3-7914ca1ebdbe', '8e29d468f1faa02ef67b1b4be333a0db04b372941f3835cf7af9e50d689f9a1c', '\x7b2275756964223a202230316131663937372d303161652d373165632d623362332d353438386434363262383934222c2022736f75726365223a202266696c6f6e222c2022666f726d223a207b226964223a2022636f6e74616374222c20227469746c65223a2022436f6e74616374227d2c202270616765223a202268747470733a2f2f61746c61732e6578616d706c652f636f6e746163742f222c20227375626d69747465645f6174223a2022323032362d31312d32305431343a35383a30385a222c20226669656c6473223a205b7b226964223a20226e616d65222c20226c6162656c223a20226e616d65222c202274797065223a202274657874222c202276616c7565223a2022596f756ec3a87320c394e280994861726120e29c82227d2c207b226964223a20226d657373616765222c20226c6162656c223a20226d657373616765222c202274797065223a20227465787461726561222c202276616c7565223a2022d8b3d984d8a7d985227d5d2c202273756767657374696f6e73223a207b226e616d65223a20226e616d65222c20226d657373616765223a20226d657373616765227d2c20226c6f63616c65223a202266725f4652227d', 'recorded', NULL, NULL, '01a1f977-01c9-7169-9642-468948d81e5f', 2, 'contact', '912994a04f8dc1262383ead12b991a94', '2026-11-20 14:58:08', '2026-11-20 14:58:08.457157');
INSERT INTO public.submission VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '62b8125a-6f6d-924e-c533-45b5fcd58ca3', '01a1f977-017c-74ed-b5a3-7914ca1ebdbe', '62b8125a6f6d924ec53345b5fcd58ca3ed3f5e7d51e2e146e5f1346508acce69', '\x6e6f74204a534f4e', 'quarantined', 'unreadable', 'Not JSON: Expecting value', NULL, NULL, '', NULL, NULL, '2026-11-20 14:58:08.457939');
INSERT INTO public.submission VALUES ('01a1f977-01a0-71c8-aa28-f70540aab2ec', '01a1f977-01ca-70da-a1c9-01d599f9d793', '01a1f977-01a2-7311-b643-e08e55f5e528', 'af16f020ea0d011424be726a8419a74ad8f7ad393069921dd624ddfd345c43d3', '\x7b2275756964223a202230316131663937372d303163612d373064612d613163392d303164353939663964373933222c2022736f75726365223a202266696c6f6e222c2022666f726d223a207b226964223a2022636f6e74616374222c20227469746c65223a2022436f6e74616374227d2c202270616765223a202268747470733a2f2f61746c61732e6578616d706c652f636f6e746163742f222c20227375626d69747465645f6174223a2022323032362d31312d32305431343a35383a30385a222c20226669656c6473223a205b7b226964223a20226e616d65222c20226c6162656c223a20226e616d65222c202274797065223a202274657874222c202276616c7565223a20224b6172696d227d2c207b226964223a202270686f6e65222c20226c6162656c223a202270686f6e65222c202274797065223a202274656c222c202276616c7565223a202230353232203030203131203232227d5d2c202273756767657374696f6e73223a207b226e616d65223a20226e616d65222c202270686f6e65223a202270686f6e65227d2c20226c6f63616c65223a202266725f4652227d', 'recorded', NULL, NULL, '01a1f977-01cd-7305-965f-fd566e6cd67f', 1, 'contact', 'b32f2363484eb131afe2a9a5e68155d4', '2026-11-20 14:58:08', '2026-11-20 14:58:08.461582');
INSERT INTO public.submission VALUES ('01a1f977-01a0-71c8-aa28-f70540aab2ec', '01a1f977-024b-70b2-9b0d-4f4a22b598b3', '01a1f977-01a2-7311-b643-e08e55f5e528', 'dfcbe485933591917c0a9133021ff6006fa189f074e6c660672de442e4afa03d', '\x7b2275756964223a202230316131663937372d303234622d373062322d396230642d346634613232623539386233222c2022736f75726365223a202266696c6f6e222c2022666f726d223a207b226964223a2022636f6e74616374222c20227469746c65223a2022436f6e74616374227d2c202270616765223a202268747470733a2f2f61746c61732e6578616d706c652f636f6e746163742f222c20227375626d69747465645f6174223a2022323032362d31312d32305431343a35383a30385a222c20226669656c6473223a205b7b226964223a20226e616d65222c20226c6162656c223a20226e616d65222c202274797065223a202274657874222c202276616c7565223a20224c696e61227d2c207b226964223a2022656d61696c222c20226c6162656c223a2022656d61696c222c202274797065223a2022656d61696c222c202276616c7565223a20226c696e61406578616d706c652e636f6d227d5d2c202273756767657374696f6e73223a207b226e616d65223a20226e616d65222c2022656d61696c223a2022656d61696c227d2c20226c6f63616c65223a202266725f4652227d', 'recorded', NULL, NULL, '01a1f977-024d-70cc-9e7a-9daa10f72ade', 2, 'contact', 'b3ea53ee92eccd0f265761e94c99c114', '2026-11-20 14:58:08', '2026-11-20 14:58:08.589274');
INSERT INTO public.tenant VALUES ('01a1f977-0169-713c-8877-efa908ba8715', '01a1f977-0169-713c-8877-efa908ba8715', 1, 'Menuiserie Atlas', 'MA', 'MAD', 'Africa/Casablanca', 'fr', 2, '2026-11-20 14:58:08.361414', NULL);
INSERT INTO public.tenant VALUES ('01a1f977-01a0-71c8-aa28-f70540aab2ec', '01a1f977-01a0-71c8-aa28-f70540aab2ec', 2, 'Garage Charlie', 'MA', 'MAD', 'Africa/Casablanca', 'fr', 2, '2026-11-20 14:58:08.416921', NULL);
INSERT INTO public.used_once VALUES ('01a1f977-0169-713c-8877-efa908ba8715', 'ce23cc09-079a-e380-3f83-4681382a8325', '2026-11-20 15:09:08.434482');
INSERT INTO public.used_once VALUES ('01a1f977-01a0-71c8-aa28-f70540aab2ec', '2bd639fd-19fc-c94b-448c-4d6b2f586f94', '2026-11-20 15:09:08.460769');
INSERT INTO public.used_once VALUES ('01a1f977-01a0-71c8-aa28-f70540aab2ec', '142a8f40-8dc7-afbe-d9a5-d66c51dcd645', '2026-11-20 15:09:08.588429');
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
CREATE INDEX notification_tenant_id_member_id_created_at ON public.notification USING btree (tenant_id, member_id, created_at);
CREATE INDEX notification_tenant_id_member_id_held_until ON public.notification USING btree (tenant_id, member_id, held_until);
CREATE INDEX outbox_due_at ON public.outbox USING btree (due_at);
CREATE UNIQUE INDEX pairing_code_tenant_id_digest ON public.pairing_code USING btree (tenant_id, digest);
CREATE UNIQUE INDEX schema_migration_name ON public.schema_migration USING btree (name);
CREATE INDEX submission_tenant_id_received_at ON public.submission USING btree (tenant_id, received_at);
CREATE INDEX submission_tenant_id_site_id_fingerprint_submitted_at ON public.submission USING btree (tenant_id, site_id, fingerprint, submitted_at);
CREATE UNIQUE INDEX tenant_number ON public.tenant USING btree (number);
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
