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
    body text NOT NULL,
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
INSERT INTO public.doorplate VALUES ('email', 'alice@atlas.example', '01a1f963-b9a8-70bd-9164-6e65a93f33c8');
INSERT INTO public.doorplate VALUES ('site', '01a1f963b9b37683b9282823bf59f2cc', '01a1f963-b9a8-70bd-9164-6e65a93f33c8');
INSERT INTO public.doorplate VALUES ('pairing', 'eec5a42b0cae66bee65fb8ff057f9420396d57f144c5070dc4697a21c46aaf48', '01a1f963-b9a8-70bd-9164-6e65a93f33c8');
INSERT INTO public.doorplate VALUES ('email', 'charlie@garage.example', '01a1f963-b9c9-76f9-bd03-76325fa48cd3');
INSERT INTO public.doorplate VALUES ('site', '01a1f963b9cb71b0bd04494bbc0bc2a3', '01a1f963-b9c9-76f9-bd03-76325fa48cd3');
INSERT INTO public.doorplate VALUES ('pairing', 'e0595f741ba0ed1b52decb33a3df913e752ee389cf6d980e6a8a21ef1854c176', '01a1f963-b9c9-76f9-bd03-76325fa48cd3');
INSERT INTO public.doorplate VALUES ('session', 'c04b791d8015a80b6a8459e69ea0b4261ea71abf2403bfad300bb2c5e0875b07', '01a1f963-b9a8-70bd-9164-6e65a93f33c8');
INSERT INTO public.doorplate VALUES ('sign-in', 'b7deacffc7d4a7e2582fff8bde8c05a59f0c24a7b556088add53ba3b9614004e', '01a1f963-b9a8-70bd-9164-6e65a93f33c8');
INSERT INTO public.interaction VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-b9df-776b-9032-97aa3b5ed7f9', '01a1f963-b9dd-7311-b7ca-ee7c076db601', 'request', '2026-11-20 14:37:04', NULL, '', 'Bonjour, je voudrais un devis pour une cuisine en L.', '{"form":"Contact","fields":[{"label":"name","value":"Salma Bennani"},{"label":"email","value":"salma@example.com"},{"label":"phone","value":"06 61 23 45 67"},{"label":"message","value":"Bonjour, je voudrais un devis pour une cuisine en L."}],"page":"https://atlas.example/contact/","consent":[],"submission":"01a1f963b9d1764094e317d6d933d8f5","site":"01a1f963b9b37683b9282823bf59f2cc"}');
INSERT INTO public.interaction VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-b9e2-754f-81c4-ad8281e40bcc', '01a1f963-b9e1-7039-976a-3b5e2ab1b691', 'request', '2026-11-20 14:37:04', NULL, '', 'سلام', '{"form":"Contact","fields":[{"label":"name","value":"Younès Ô’Hara ✂"},{"label":"message","value":"سلام"}],"page":"https://atlas.example/contact/","consent":[],"submission":"01a1f963b9d1764094e317d79b49d142","site":"01a1f963b9b37683b9282823bf59f2cc"}');
INSERT INTO public.interaction VALUES ('01a1f963-b9c9-76f9-bd03-76325fa48cd3', '01a1f963-b9e6-7550-a156-f75873a4af8e', '01a1f963-b9e6-7550-a156-f756b1e79bef', 'request', '2026-11-20 14:37:04', NULL, '', '', '{"form":"Contact","fields":[{"label":"name","value":"Karim"},{"label":"phone","value":"0522 00 11 22"}],"page":"https://atlas.example/contact/","consent":[],"submission":"01a1f963b9e372bb8114fc9a42d24084","site":"01a1f963b9cb71b0bd04494bbc0bc2a3"}');
INSERT INTO public.interaction VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-ba4a-742f-a0a4-59a183a7fdf8', '01a1f963-b9dd-7311-b7ca-ee7c076db601', 'call', '2026-11-20 14:37:04.970884', NULL, '', 'Rappeler demain', '{"outcome":"no_answer"}');
INSERT INTO public.interaction VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-ba4c-749b-9a4e-20ebb63f3aa2', '01a1f963-b9dd-7311-b7ca-ee7c076db601', 'note', '2026-11-20 14:37:04.972127', NULL, '', 'Cuisine en L, 4 m', '{}');
INSERT INTO public.interaction VALUES ('01a1f963-b9c9-76f9-bd03-76325fa48cd3', '01a1f963-ba54-7719-a66c-8716612c661f', '01a1f963-ba54-7719-a66c-8714199a3468', 'request', '2026-11-20 14:37:04', NULL, '', '', '{"form":"Contact","fields":[{"label":"name","value":"Lina"},{"label":"email","value":"lina@example.com"}],"page":"https://atlas.example/contact/","consent":[],"submission":"01a1f963ba52751c9837d0b747c574ec","site":"01a1f963b9cb71b0bd04494bbc0bc2a3"}');
INSERT INTO public.lead VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-b9e1-7039-976a-3b5e2ab1b691', 2, '', 'Younès Ô’Hara ✂', NULL, NULL, NULL, NULL, '', 'new', NULL, 'site', 'Contact', NULL, NULL, 'MAD', '', 'سلام', 'https://atlas.example/contact/', '{}', '[]', '[]', NULL, '2026-11-20 14:37:04', NULL, NULL, '2026-11-20 14:37:04.865985', '2026-11-20 14:37:04', NULL);
INSERT INTO public.lead VALUES ('01a1f963-b9c9-76f9-bd03-76325fa48cd3', '01a1f963-b9e6-7550-a156-f756b1e79bef', 1, '', 'Karim', NULL, NULL, '+212522001122', '0522 00 11 22', '', 'new', NULL, 'site', 'Contact', NULL, NULL, 'MAD', '', '', 'https://atlas.example/contact/', '{}', '[]', '[]', NULL, '2026-11-20 14:37:04', NULL, NULL, '2026-11-20 14:37:04.870228', '2026-11-20 14:37:04', NULL);
INSERT INTO public.lead VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-b9dd-7311-b7ca-ee7c076db601', 1, '', 'Salma Bennani', 'salma@example.com', 'salma@example.com', '+212661234567', '06 61 23 45 67', '', 'new', NULL, 'site', 'Contact', NULL, NULL, 'MAD', '', 'Bonjour, je voudrais un devis pour une cuisine en L.', 'https://atlas.example/contact/', '{}', '[]', '[]', NULL, '2026-11-20 14:37:04', NULL, '2026-11-20 14:37:04.971186', '2026-11-20 14:37:04.971186', '2026-11-20 14:37:04', NULL);
INSERT INTO public.lead VALUES ('01a1f963-b9c9-76f9-bd03-76325fa48cd3', '01a1f963-ba54-7719-a66c-8714199a3468', 2, '', 'Lina', 'lina@example.com', 'lina@example.com', NULL, NULL, '', 'new', NULL, 'site', 'Contact', NULL, NULL, 'MAD', '', '', 'https://atlas.example/contact/', '{}', '[]', '[]', NULL, '2026-11-20 14:37:04', NULL, NULL, '2026-11-20 14:37:04.980407', '2026-11-20 14:37:04', NULL);
INSERT INTO public.link VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-ba4f-721e-a8fd-78abbcb04bf5', 'sign-in', '01a1f963-b9b0-7613-a121-0b528a68d763', NULL, 'b7deacffc7d4a7e2582fff8bde8c05a59f0c24a7b556088add53ba3b9614004e', '', '2026-11-20 14:52:04.975806', NULL);
INSERT INTO public.member VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-b9b0-7613-a121-0b528a68d763', 'alice', 'alice@atlas.example', NULL, NULL, 'owner', 'fr', true, '2026-11-20 14:37:04.816322', NULL);
INSERT INTO public.member VALUES ('01a1f963-b9c9-76f9-bd03-76325fa48cd3', '01a1f963-b9ca-7145-8616-cee3eaa364fe', 'charlie', 'charlie@garage.example', NULL, NULL, 'owner', 'fr', true, '2026-11-20 14:37:04.842342', NULL);
INSERT INTO public.member_session VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-ba4d-72d0-bb18-9634c7afc26a', '01a1f963-b9b0-7613-a121-0b528a68d763', NULL, 'c04b791d8015a80b6a8459e69ea0b4261ea71abf2403bfad300bb2c5e0875b07', '', '', '2026-11-20 14:37:04.973836', '2026-12-20 14:37:04.97383');
INSERT INTO public.notification VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-b9ee-73bd-9bab-1c08c338270c', '01a1f963-b9de-718a-8670-1a31cf3d99c1', '01a1f963-b9b0-7613-a121-0b528a68d763', 'mail', 'alice@atlas.example', 'Nouvelle demande : Salma Bennani', 'k1.o_HYYHxot5oLeabNuX6Vrb6UK7z8YFPM4Q9EtJqKiVfCxLDopx9VC7LMeyByisPzSXp1Yjuo_JLoSOLyYjniJqcBNpycoUsGJpOEAtPBpb-zHQ4JEOpO9P4eLUCwcl89Xqnl_cCCIZ8EO88HnkvtYNAOZIzsvP9Dr3qulaFvupnoxNGP_8MZbBLIYJn25hStZ3XiF3DgrD8dyDnRvzS8N7LJ_idylYDgZ5uEX5YgnzjPQXT7nF5vrh5ewUqLoAL-NLiDc4S2CSqCYghWcyZmzixmgoEG1nCKjsalZCqkw7MCvDbJFW1s0kItNjTGGSSOqyYG3754Y7SMDuLVJQjy7gZ8dsFDkkNVDVyXZlzZ9QXU0-GhPK5XuKxmT7dqkVY7jsa9t687I0XYkyKQwBtItIyHi4Dp2Ebsh8LUxV4AVXoj__2Y0rDVRBh-Wyc-hm0WRYb_OyRyy2RZsvgiZan9BStm53hj_Sjwk2rML0s-RbWnP2KS319_tgzMgwL0aujYeGBIAz2l2FMTGO0ues0e8S2KVBjhNe77HmbeN4F2d90QUVgbm3kIticYt_n0It3gBLVaeUxkGAPUrsflWRc55DzhVpSoxWVkYnqGz3Ujqpq4EDR8JrOF32EIESqwGxZ6Hr8TB-oODsxqu1jeJfxyzpbo7jtlwyH-F4A-b0Ol8E_YlltEWy3TlqyAABbmaS7lojuDgivVdHOVRU_XesYxygKod6DrFC9z_75LsRnVmz3XNw7xfVPSFuleR6mYevOpuWfW755OiED8PexC2xGACgxB1XxbUDMKr3nltJfdSrmEdk3v1wiE3L41PgOnUh6Zl3CArlAZBfaq4DItXINNNiY6sJgi5BCW_wDKsqDMaYBYNzwOgm9xB0fJHPQZ5rRW7JL6kCSwGKJJTP2FaOrnjHWpiuyl2WlBvm3oqONrgMuhlL5T1cP5HQbQ5Q3Y_Xp-rk2DpmKwFQ43UL54_Dgdte1Y8jSXd2uFL37gMcnfQExDjSjUv_AnDHkSxImafVNvXP3cVEze6fJG92LjumyQKuObuetFGCNJse9iZOrYoQByjGqLDEx2EDBCAfMMIUlrrspMGIasPt1hFL5CO49Z9NRxJdkCU1BKsmg94MSuHbJe-rVAKmU892aCxooUenguLsK0Y8jazCnXAEAVlXcYf6qIY5iGV_rBy4B3RxUWK00w0XDfEna2h_kKm1mksix2GXpAyFg8mppMRHJWW2wn44HFTdJ24H6zmvx3oYd59Y-T8IJYKk0l_vICO7JXIMmIMZNHnyZb5k9ELJobe3wncnxmQ-NWTy2ps1r29HNZ2k1dJeCCSpewZVjrzILATFQH3-bzoUwLqaAnjYN0dz-2VZyrQTLEKsNZCx6gKfyw37cqV-EcvnOxRDrKtOaxBDWMGNP215GkSVGTKeg-p91xFU5B6CA_2NMRpmtv0bYlWaFRXny7x45PXssaum-0YGOU2xIU56Ju3LAg5OvuGPna0169rV56GrJ4BwFiPYnv3qDqxi6-_FAnESOmAKm_m3NscNjw6yrDqTWV9_Au9h-XCpIJwvtKdVmIxPAVYWj8TWteMn58dju8m6KIIBltlB8MR42GNdfZ89URab_lEtmV2E4zzvoc8EE145OmbZXO16Vw5g1cqS6NeNpNK0Asf92sSCTUrh13U0qnTW4m49vLYlq0YdZKQLTLcMijYspIa633dGzlFKc0-MuPPhfW9txkAJwBF-4oeDpwZSP9iG5z7VDEy7ex_GY6iBnazMYKVI8NyXbmnbDOti_LNA_b40i89ywwoO3EBj2tE3mClqcP3jUYidaSAVBPUjj-mkr0se1XcXofI94NxRSTA2X7nZAzo2oedjFxVTkUL8R9sRAJVD85n9nubGEKek_SS4v7FOSo-QYTbivA7F_MAkMhMfF4zwY23Keyy8p2eq3YYnrAm4ZOeQUKGRZwAjoxOtsr9_zijFDxf-EZHXvYjOlX2FvdSoHwYMAcHD4GsTemkaa4rFeHpgy-WP43Ub4zKYP4ye1aXqk19KydU3eBnFMnqFVCSj3Iz6-9WsfUfGfqnsR5j-MUcH-dmjzWg_XgCDKE2j8aAo4lVV1mgvfZaOfyBSY9wAB2pGlU0eTJst825yPzDv29_HzX9EroqlMBvZuuJ6ycq7OHYrU8MZLMEw9bsuQRxF8r-SMyvQohr_DTb0rncERKmZCe7SJG_nwSbnfVbgTtAExQRq2s58Avcc6PkQR8u9VYw9wePluY6uon9LkljAYK5a4pnds-K1aLdTa2slEO1ky8pgVAvF577bb7VlgSLMvtrYDFtJL9Hnoc94zqPu_jlWVsaU_-5hB7ZNSmapf-3sixeIJ-flj94aELYI0u8jVGSvrdckxvHYeUCaxmY_xGJWwS7nuiXCieHDHZSZ9UBvYDKnrcFcHAVNvFtBMPdZ01bysMcp57Hj2AJ6cztYe8Lxi0rqXAuaL_vtmk94wTq_M0D4DUa-f-_2esJTrSbJND5dDn4wN6P3TIeM0SPxL6uqsZCq_2hdWyHEVEKBukB7vv5mgzu4KRsaMBviaDeIKOQQ5dvGfETIWQ5flaXEwSaDFS1cuAPzIxXg_y0huTE_IhpZmATLM9w7oIAHUVFUIGS9BcTkxYZmOlNILpAUBOjH7wm7Bjc85WCLXUtP34EvHcUbhSNdEsw0J1_Kx4JgXuR0i5SIz4UJb-eiuZT6oPVvBHSGUYxA7rJHb4OTwcCMJfcSUQECUDk6gZU_lx8MHq27ZUS7yZz0EN8TUeV6CnD5tTYrVe67-JvbbFs76u6qt__eshpn_tyu88TeL3Y6r2ULOFb181p1qxopuk2pTTXoFESPW_-pyFXkDjV3reu9BUub7rVEJqmglNNScjuxjO16zoeqK4miL6F7Fszqf4wSGnClrN8knLORFCwFwN5hP7gajjiLoveoMOUeVRKl16lHVAMHPMP5Dew8XBk6zVYpCI0rY2pDV5t7ydxwZ1KiEVIUWJdzA-KCiHTiSEwdHmzTYGYC07ju36v4rl85NZZ3EUJXIbmk9g-8bdgLzdOKHTh0PBxgaz2ZGnnRCXW6hAQ82GgTCibTLQy1faVvKKfiZjwKJli4FGS60u2duz1dTbLvl8pD0uXFkvde0529ne_-YfaYnd_QdoV-lxAeAjQsm_6HGZiGoZX75T_Pmq4igom4bMFM1-X05q0HcDzqs8oSI4zNIRGY0us-pfAIw0n3Yv5sttcfK_0CB2KgvTGAU-GhFTToZi5U2x6pVecTP-d8yO2fM2-IOJAhFr6WdvvnA0OQiBhJhZFddO_TW1dAwNXLGhRU4GhBwomKrd2dZ8Et3fdX8-', '2026-11-20 14:37:04.879145', 1, NULL, NULL, 'ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.notification VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-b9f4-717e-9d4b-3d77e0eec55d', '01a1f963-b9e2-754f-81c4-ad8171bebad5', '01a1f963-b9b0-7613-a121-0b528a68d763', 'mail', 'alice@atlas.example', 'Nouvelle demande : Younès Ô’Hara ✂', 'k1.tPvJzTPKThyJdrz0aWXC31g-q0Tr9CCnWKS205vMoGKoigIz7xdRg26asI5yjCrzyy0Ns-3SkJkMDyE0hwDpG_AjIDC8jKDZw9ccnR4rx_nJXVwQ08X8IqyEF8mR9ZhlZsccaqDWS3aXFQHSSqdC023zFJYV7F6AvGzzaBRkN-fTeWp7YuViifizD8x_x1EgPVV7FZ9Fi1zfnopfjW9-bm2khJonS18xbszft6g1wIo_3tbzvrP2cLBivqdP_WZIsp-4vCah7VfxWtzr-JRKERXAODBkfnlP8jhxlqme3OhBZVGptBkycu_YNcN-kPrX46XKL2NSi9a1Zf6ny4hP0lvX7FqY7pLs053gwYEnYINDOXB9KpoLih968eg-YmZ_IQ1KXx_yopUZzIebFd8FfzefFWsuGgILoyVz0XDixmbpzPWyB78XcUkF-ENYFHD0uHc5aotrhdKWrNag3N0Gi1_8gr-X7uJ_gyAiMG0UE_5xaARmzhXIx7GUYldDo4sU3uku6QO1Zg2R2HdCT7HdvBe_hfjK24PXqqLHgbQrjlwun9yxjec0CimHGXvTciMc3RZL6u0OvOfF-RPjvEbMz0gu0wmgdmuDA0eneUJtPam6tTyng02-VpmV_4fFRy_WyaiF1MtcJluGrG0jmmN6hSXx5tJbfKPzkpbcVUOn3p8sJ0STrPm-1kDY9gm3fksBxMTjUY2KQd96DVIy4MWkSc58XqVYebyC38sRpgZ9fJXpPuKt_RFC73ByOwRWlV8GFxOVEgJ-ek6fq7xRS5D1qrEW6xLpYZ1a2_RosaqHOQt9V3FjbAqYYHoVwstayDHlTe4L-HxOKfJd7bqoyCvfi8UBJuLlgJ33fZGhNsLcETgM-TmnAMONg6cHC4K4WIByzxfvx9JV4iSHpXaWcYzKn-0oAPOcWoexc8JW7-QDxkXpgnvB8p7RPLhfd8uxCa8JSEFdl5cQfcvUR8_UXkyfzK6BlH6D7n2Dq_D-PQvguzDpacMF8JDcAxJk1OKDQjqgM-9GM-BDBq3EuTqfnpM7-6nnziiO-bzEfy82Lv06VatY17jRgkcC5qzvOAhKUrVvhrfexQPFIwTrH4w1Z4GdBX96d1UABKnEXAe4hNZXLb0LX1zBaEs_czMX2DRGmsOvcLFn-z9tRM6NaQmXMWBAkkUjn3UjBsGWbVepih0J8lXjO1ZG5w0B0auZjbePf_h0vq0_TQ1uR5dtgexgvksLfzPdTEcM6t1WKLyfoHxMCFGGCy_k6o9hLaoMJeUQAd82bmq4_NkM_k87T5KiqR_YRzeZjdMZ-49BHT9BvaKYZSID_PjgH14dNFKhj2O9Pc4gm8_KEi2CRfGmQ_K3fqdPst2xRVE37MribuLvQUJFyhTMv2Pnqd3wnQzzonmILSIEzPLKl-nD2e2dW8e0j2n5ozG_8nDsX2EaJHCGiK4SxSV6UrHXCWCv1MKoifmFc6JSI1hgsm2lkcllY8Xjmn84HqlBq5rh9nK5XlqPesVyOXUxyuSadYiYXb4YyeUHaDrrBPdW2INs38HdWz9Ynx-q8SVyRepCl74_Emym5KwDFdFXzU2ViDOJDcWN3IptgwAUATin3nOK7KtJ0qFQ18V5A9riOenB0lZPtsVf8SQLxnojw46sy1JQm0Y1csBcUUg_6Xsx2l5pHawD-giUSMDBN0HfBnD41_8aZrZgAM9rT0ULBEAgbsihMeYngolZ9mY8uIpiHZKSsmVN6vH0MpQTzhK22eAC3PsFJd0d9pRYJHDG7CQ-3KzyCakY_-XUa1vezkKyY8ArQQKmzkP1U4e-_Qn_TVALrmlo3QLNM65362pemxr6kflDgPaU1jxzZMajal14H3Qa-u7HBKdlAw38iOM31y_n8NVGUnxrqfuY2hqYSPLLwZawSlIqGDQsw1HaEwRdTFxifjJ_LqHwmE5CiwKCBdCjl9Onwcmf6OmfNUPMoGSEohoyNuorUCcFVmlqbNl-FjItDM59oIEVtupwDzPCGiF2HpSkC_X6WcUIrO27NP4pcPNLDUNto-Cuwxb-gpbf1LyD1MzhWWcOKARS5TYd08UPHUjcbfX5Z3eheVNAxALY_JrzZcZxFMO9Ou01D6UP0YsQIn7OGy9NNQjSTd4NLJPt9UOIWZs2c4bhU5vuiV66d6HIO1L_plZfPcaGZ1NW5Jm7eoQaSDInhM3fvrBqPZYXR0FeAd5F0JJNoynT08tN5YLXi2bQCDSe8leugkKDHbBMRVdBhUlzH_tvmaPKhVWbbWZLUZEZIPKrAICs0-cqiJliyrgRkvjto069q3kr_bgt7Z--H1MndMQ3nMTgV5pt8ekLZu-8AH9n_AyYTmITZaAdPdsDqj1SMXrtI-UNIzUsXBrg6pxrGWsEigDPAAWi94PzNHQOIpfJWlSkDXJuqxyol_VT71QiqB1TR5wm65QmO9YG8Q==', '2026-11-20 14:37:04.884422', 1, NULL, NULL, 'ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.notification VALUES ('01a1f963-b9c9-76f9-bd03-76325fa48cd3', '01a1f963-b9f7-7203-b698-2736207187de', '01a1f963-b9e6-7550-a156-f757876107e6', '01a1f963-b9ca-7145-8616-cee3eaa364fe', 'mail', 'charlie@garage.example', 'Nouvelle demande : Karim', 'k1.vnieqteOViPhhaNWLogk5rFn4SlirK9UDhNWgy657Vg33aVnxaLH14KCVDijPhodnrY8A8ti9Kk0AjoBrFRbYrAB6096JNK2hKo-ODBHteUqhbjMxY_CU9HHgkiljT4uDIz_nMavueP_IdrR5jF0dQlkyQ5TUwKq_1wJB6ZJ4wx1SXQZV9b6_yTbDayqwNg3eQjoXH6cjfX0dyGzyFZXIie0zEoh-6v97KxzguMaLnpX-adz1Spnk0wiMLo9nqqBOxvGpKPMsakg6iRLvQ9HLLAryqZnbmDxr-LfaPA2cxbxYri_W15YaJ5CX9_bpgitUJFEDXs408kd17uI4jxy3vMe2-eqjkKBIIqIB9obct3An8ju2LLxIJIVKYri_f4dQnOtmGkdn35jC8ma3_7bVNSctGxhpPEueU1JFw-TJIo7x8FtJp0jfK7oW4NUGcMaYgG83pi3uE3qkwJHtyXquGWcCJgQFi48abmZ-huVDIQ0kNbZylx9MRZOyblLGZrTlkv1xApmk57OG6hHy2ugYEEqWHleK4TC20x-0OYo13W5HF_WteWEy-l-YHL_dE9Sb8cK2veZC2b07LhoTe0RS3cFiJowN0yyk9zP-9j0u8s5gNX5k_woUxvrZQuwogs4peWbNarrcXb-fiYPdPgD7bxaMTZ8LNju-bSU3lVYu5g0Tm4KkJPHAOVCN5PrAcW_Jb2M7JPbRGtEwop9nXiUkJAIVqOLIx2z6yfTwOls-QA1NU8QI6rA9fSM2lhKixcYJvxxNjucYcOK_5hGDtac_FRPEfanBhjFqg9IVZcZV7zUG1PG55Gn6fhJ8ODF_ZiYFjx9iExpBRFdaaqpUk3kYWmEALUTZOfNjum5trViE3f5UxVaibfp7CayTMqCo5sJau_lDEdXpJXQaAMRBUJtZyQJxslW6_Q3WJS_N0J4BFYlrqwth9er5ADUEj5EkfuIuVt1DffMumokvoRut_a5y8YGiuXRi2A15MQUBQGru2-jWNHgaezL03qSGKpN4uT4bIS99NGTnIAuPkMadyJsJ9Oz8f6dE1jyidBRJ6Z_CGPpLSbEoOLjSAX5Q4Z2GWGHlRAhq6BZx8qu1E6G0h0M3JoruFpsC_MzvH22DNFKLTWzhcbAhuRpMoQy2iDbV_jHM0sxUQSlo8Osk5P11eS-0u5d_C3cQaSCKWr6RKbhHHCTb_oq-s7XM88xOZf8ZObbTdMSr-X6foyQvCqoYWVDL1S4tKs1lxlJR7qF6NI6JA3ygi7Z5lI_rNyGzfebvCXF_MxlynNdjL3CLOQE60HaDOP_LeffCVBDqdy3ai6D77WwUnLLRgUnzJHBIWB3qXU-i4MyKAyX0HplkRFFj5_nFcVIv3anvOlRTSnEmaC9mnmu03phGACmLDYvoQMLgMx8mCI1-ULkR0dm3itEJOB8DBHNIYSquG3xjn9WpxfnPgOK2ngvgphndXGyftSpvffDMQ0ct9MDDd0cCKIYEnmP97JU0zbHp_HQ-BiZJmXWmVOzunJtzG8756Dt1afcYtjrBHWScwMBLJjHuwIXB6eBk-WYfLCyzzoAPCjioT2xTfar0ubpTDZKhhu4-5OU-6lZVMRORCJP8BP5C_UrTt5Z3Mk1Tny_WdfXuvx1lpqOu7t7lisSKpGZbGZdsUfwgPuErqh6FVn_5EIouw_w19sF3ulewiwEJBYh9knAC9SZpsNY6esnDeiTw4kqAYJjIkl1fDFxJ7c2698JfuSgewCzvPdI6OzhfsdiDZXgI2WQFp93rGDGc61Y9D5Mivjk1q6tU8XNrcIERIYw-x5GiRSP53lTA_QlgFrHxUy8wjeYll_SrWyCMBsCDUJO4FFtgOya5upOMitg1mjV3Lbb6aD1Zt7uOJ9dnmARHrWIESDaMJxFGIsDGe_oqr17xBFP_eC0Mk7YokIKOEgyH5_tLJ6n9j0mm6rUVUU6Iy8MY-DrdFMaLDtJEj6Zo9TChb27ifRHU4XjFXg9JDdCJn8Sx0c1KAy5RKvSCOgpyOg8O8PeNqTOlEGkWikaS3pPJh8JDt4zhIT7GrKWfhjGXsKEwIQ-1a9bj1Q7KlhZJpYtb4Z8L2pVEsXuCcBdDB3bdFIUMrOcmFW6ydcCUb2mT-eRau8-_HIFICZUIQbZcHBMJTKG1s7IZFDJzrsHLxA-jvm3pJ92IvczW5s6FXYc1ox_hkeuo0MiSLa1yUZv9916T0iRSzzqoRKkSZvTxYDu_iSx4N4-zqzSwNaoB2q6p2TalVgcPatoFr0VZ-aV6xPrPw1Yhmr35TJXG0pwj1-m5tc2fjYtOIU5bkcr5Q535ijnCKjMYcedpfeXCuZV_LY36D9GNK85wkGnSdu14AISNOgWkT8G7zUUs3ZL4ygooL52CXQ8xdsE63XohAL2x-Ruga4V0xt1q740gMtq_aRUzQuArkxBeP02EKWoVZfN4ObQ44XmCLG1MpsXlaPFbKEcO-ueMulz9_2pXkMGgoNBTPB_OsPGjBnJEYiyTRBg5Ui4QIfDVYW0FMgn5GAzeIj-ZCG5Jj6E20yOUUXXncXJ62rne7TyAfors-NGPYROz4qGVvJrK6dE0YG5SRDkbLv-kLftJtdzjEj64WyzvF--owwNIXHc79xJz0hNqPXZtVWgywBmlYtHnQqHpGvBjlLFe4VABn-AH-jdyjkaLDBEcmEzqJdg-wulqHWIUJsrPxze4Lqe_9LsT50AT7VoRT37Le8oPHdBKSl2OA==', '2026-11-20 14:37:04.887678', 1, NULL, NULL, 'ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.outbox VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-b9f0-70d1-924a-53bc3ba304c3', 'notification.queued', '{"notification":"01a1f963b9ee73bd9bab1c08c338270c"}', '2026-11-20 14:37:04.880705', '2026-11-20 14:37:06.916772', 1, NULL, NULL, NULL, 'NotAccepted: ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.outbox VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-b9f4-717e-9d4b-3d78c02cba38', 'notification.queued', '{"notification":"01a1f963b9f4717e9d4b3d77e0eec55d"}', '2026-11-20 14:37:04.884766', '2026-11-20 14:37:06.942238', 1, NULL, NULL, NULL, 'NotAccepted: ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.outbox VALUES ('01a1f963-b9c9-76f9-bd03-76325fa48cd3', '01a1f963-b9f8-720e-9b68-ef25b5cdb83e', 'notification.queued', '{"notification":"01a1f963b9f77203b6982736207187de"}', '2026-11-20 14:37:04.888666', '2026-11-20 14:37:06.96606', 1, NULL, NULL, NULL, 'NotAccepted: ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.outbox VALUES ('01a1f963-b9c9-76f9-bd03-76325fa48cd3', '01a1f963-ba54-7719-a66c-87152bb3ec35', 'lead.recorded', '{"lead":"01a1f963ba547719a66c8714199a3468","asked_at":"2026-11-20T14:37:04+00:00"}', '2026-11-20 14:37:04.980494', '2026-11-20 14:37:04.980494', 0, NULL, NULL, NULL, NULL);
INSERT INTO public.pairing_code VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-b9b6-74e9-b2a3-419b5dd9b62d', '01a1f963-b9b3-7683-b928-2823bf59f2cc', 'eec5a42b0cae66bee65fb8ff057f9420396d57f144c5070dc4697a21c46aaf48', '2026-11-27 14:37:04.822725', '2026-11-20 14:37:04.833789', 'nonce-of-this-site');
INSERT INTO public.pairing_code VALUES ('01a1f963-b9c9-76f9-bd03-76325fa48cd3', '01a1f963-b9cc-7216-8bfe-f9510dd02099', '01a1f963-b9cb-71b0-bd04-494bbc0bc2a3', 'e0595f741ba0ed1b52decb33a3df913e752ee389cf6d980e6a8a21ef1854c176', '2026-11-27 14:37:04.844144', '2026-11-20 14:37:04.848554', 'nonce-of-this-site');
INSERT INTO public.schema_migration VALUES (1, '0001_the_walls', '2026-11-20 14:37:04.442527');
INSERT INTO public.site VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-b9b3-7683-b928-2823bf59f2cc', 'https://atlas.example', 'https://atlas.example/wp-json/', 'https://atlas.example', 'k1.C2QTwAN86z8IratOyLd5mlydfU-_PhGTSUHgMjy22pBMrvZXUNf3x30TAvlxKu_sWyYUWNrNmib1GR7N', NULL, false, 'manager', '0.1.0', '', '', 0, 0, '2026-11-20 14:37:04.819213', '2026-11-20 14:37:04.83201', '2026-11-20 14:37:04.832011', '2026-11-20 16:37:04.832012', NULL, NULL);
INSERT INTO public.site VALUES ('01a1f963-b9c9-76f9-bd03-76325fa48cd3', '01a1f963-b9cb-71b0-bd04-494bbc0bc2a3', 'https://charlie.example', 'https://charlie.example/wp-json/', 'https://charlie.example', 'k1.ySYtwBbNU7KYujm3p0WgbhTO7Q7-f3G8fQqIn8ITsX7Z_OyW7QRXYxu6W3jUp4ah4l1nncuKiejvKjSd', NULL, false, 'manager', '0.1.0', '', '', 0, 0, '2026-11-20 14:37:04.843035', '2026-11-20 14:37:04.848042', '2026-11-20 14:37:04.848043', '2026-11-20 16:37:04.848043', NULL, NULL);
INSERT INTO public.submission VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-b9d1-7640-94e3-17d6d933d8f5', '01a1f963-b9b3-7683-b928-2823bf59f2cc', '27912627fb20f848f1a2207eb66281eff00c4bcc9daffd0fe9374a6ea5db03bd', '\x7b2275756964223a202230316131663936332d623964312d373634302d393465332d313764366439333364386635222c2022736f75726365223a202266696c6f6e222c2022666f726d223a207b226964223a2022636f6e74616374222c20227469746c65223a2022436f6e74616374227d2c202270616765223a202268747470733a2f2f61746c61732e6578616d706c652f636f6e746163742f222c20227375626d69747465645f6174223a2022323032362d31312d32305431343a33373a30345a222c20226669656c6473223a205b7b226964223a20226e616d65222c20226c6162656c223a20226e616d65222c202274797065223a202274657874222c202276616c7565223a202253616c6d612042656e6e616e69227d2c207b226964223a2022656d61696c222c20226c6162656c223a2022656d61696c222c202274797065223a2022656d61696c222c202276616c7565223a202273616c6d61406578616d706c652e636f6d227d2c207b226964223a202270686f6e65222c20226c6162656c223a202270686f6e65222c202274797065223a202274656c222c202276616c7565223a20223036203631203233203435203637227d2c207b226964223a20226d657373616765222c20226c6162656c223a20226d657373616765222c202274797065223a20227465787461726561222c202276616c7565223a2022426f6e6a6f75722c206a6520766f75647261697320756e20646576697320706f757220756e652063756973696e6520656e204c2e227d5d2c202273756767657374696f6e73223a207b226e616d65223a20226e616d65222c2022656d61696c223a2022656d61696c222c202270686f6e65223a202270686f6e65222c20226d657373616765223a20226d657373616765227d2c20226c6f63616c65223a202266725f4652227d', 'recorded', NULL, NULL, '01a1f963-b9dd-7311-b7ca-ee7c076db601', 1, 'contact', 'ab984b175bbb261cc41b81913214bf1a', '2026-11-20 14:37:04', '2026-11-20 14:37:04.86398');
INSERT INTO public.submission VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-b9d1-7640-94e3-17d79b49d142', '01a1f963-b9b3-7683-b928-2823bf59f2cc', 'a2eb9a6d28214f55b94c6db48053f7fa781b00604fd48211abbe1c7a210bd1d5', '\x7b2275756964223a202230316131663936332d623964312d373634302d393465332d313764373962343964313432222c2022736f75726365223a202266696c6f6e222c2022666f726d223a207b226964223a2022636f6e74616374222c20227469746c65223a2022436f6e74616374227d2c202270616765223a202268747470733a2f2f61746c61732e6578616d706c652f636f6e746163742f222c20227375626d69747465645f6174223a2022323032362d31312d32305431343a33373a30345a222c20226669656c6473223a205b7b226964223a20226e616d65222c20226c6162656c223a20226e616d65222c202274797065223a202274657874222c202276616c7565223a2022596f756ec3a87320c394e280994861726120e29c82227d2c207b226964223a20226d657373616765222c20226c6162656c223a20226d657373616765222c202274797065223a20227465787461726561222c202276616c7565223a2022d8b3d984d8a7d985227d5d2c202273756767657374696f6e73223a207b226e616d65223a20226e616d65222c20226d657373616765223a20226d657373616765227d2c20226c6f63616c65223a202266725f4652227d', 'recorded', NULL, NULL, '01a1f963-b9e1-7039-976a-3b5e2ab1b691', 2, 'contact', '912994a04f8dc1262383ead12b991a94', '2026-11-20 14:37:04', '2026-11-20 14:37:04.866194');
INSERT INTO public.submission VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '62b8125a-6f6d-924e-c533-45b5fcd58ca3', '01a1f963-b9b3-7683-b928-2823bf59f2cc', '62b8125a6f6d924ec53345b5fcd58ca3ed3f5e7d51e2e146e5f1346508acce69', '\x6e6f74204a534f4e', 'quarantined', 'unreadable', 'Not JSON: Expecting value', NULL, NULL, '', NULL, NULL, '2026-11-20 14:37:04.866939');
INSERT INTO public.submission VALUES ('01a1f963-b9c9-76f9-bd03-76325fa48cd3', '01a1f963-b9e3-72bb-8114-fc9a42d24084', '01a1f963-b9cb-71b0-bd04-494bbc0bc2a3', '639f6da6fd85a9160483d89ac19eaacf6257bca9d41b048a6c049ae36e9be596', '\x7b2275756964223a202230316131663936332d623965332d373262622d383131342d666339613432643234303834222c2022736f75726365223a202266696c6f6e222c2022666f726d223a207b226964223a2022636f6e74616374222c20227469746c65223a2022436f6e74616374227d2c202270616765223a202268747470733a2f2f61746c61732e6578616d706c652f636f6e746163742f222c20227375626d69747465645f6174223a2022323032362d31312d32305431343a33373a30345a222c20226669656c6473223a205b7b226964223a20226e616d65222c20226c6162656c223a20226e616d65222c202274797065223a202274657874222c202276616c7565223a20224b6172696d227d2c207b226964223a202270686f6e65222c20226c6162656c223a202270686f6e65222c202274797065223a202274656c222c202276616c7565223a202230353232203030203131203232227d5d2c202273756767657374696f6e73223a207b226e616d65223a20226e616d65222c202270686f6e65223a202270686f6e65227d2c20226c6f63616c65223a202266725f4652227d', 'recorded', NULL, NULL, '01a1f963-b9e6-7550-a156-f756b1e79bef', 1, 'contact', 'b32f2363484eb131afe2a9a5e68155d4', '2026-11-20 14:37:04', '2026-11-20 14:37:04.870426');
INSERT INTO public.submission VALUES ('01a1f963-b9c9-76f9-bd03-76325fa48cd3', '01a1f963-ba52-751c-9837-d0b747c574ec', '01a1f963-b9cb-71b0-bd04-494bbc0bc2a3', 'a0f8edf13698bb4c6d5172f4b736fc4fc7d57bd3acab151f1255366040c61a46', '\x7b2275756964223a202230316131663936332d626135322d373531632d393833372d643062373437633537346563222c2022736f75726365223a202266696c6f6e222c2022666f726d223a207b226964223a2022636f6e74616374222c20227469746c65223a2022436f6e74616374227d2c202270616765223a202268747470733a2f2f61746c61732e6578616d706c652f636f6e746163742f222c20227375626d69747465645f6174223a2022323032362d31312d32305431343a33373a30345a222c20226669656c6473223a205b7b226964223a20226e616d65222c20226c6162656c223a20226e616d65222c202274797065223a202274657874222c202276616c7565223a20224c696e61227d2c207b226964223a2022656d61696c222c20226c6162656c223a2022656d61696c222c202274797065223a2022656d61696c222c202276616c7565223a20226c696e61406578616d706c652e636f6d227d5d2c202273756767657374696f6e73223a207b226e616d65223a20226e616d65222c2022656d61696c223a2022656d61696c227d2c20226c6f63616c65223a202266725f4652227d', 'recorded', NULL, NULL, '01a1f963-ba54-7719-a66c-8714199a3468', 2, 'contact', 'b3ea53ee92eccd0f265761e94c99c114', '2026-11-20 14:37:04', '2026-11-20 14:37:04.980635');
INSERT INTO public.tenant VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', '01a1f963-b9a8-70bd-9164-6e65a93f33c8', 1, 'Menuiserie Atlas', 'MA', 'MAD', 'Africa/Casablanca', 'fr', 2, '2026-11-20 14:37:04.808775', NULL);
INSERT INTO public.tenant VALUES ('01a1f963-b9c9-76f9-bd03-76325fa48cd3', '01a1f963-b9c9-76f9-bd03-76325fa48cd3', 2, 'Garage Charlie', 'MA', 'MAD', 'Africa/Casablanca', 'fr', 2, '2026-11-20 14:37:04.841808', NULL);
INSERT INTO public.used_once VALUES ('01a1f963-b9a8-70bd-9164-6e65a93f33c8', 'f6138130-e410-5198-f86a-bb157c9dde6d', '2026-11-20 14:48:04.853332');
INSERT INTO public.used_once VALUES ('01a1f963-b9c9-76f9-bd03-76325fa48cd3', '850d6e50-b0dd-218b-4d74-0c4bcac8fe8e', '2026-11-20 14:48:04.86949');
INSERT INTO public.used_once VALUES ('01a1f963-b9c9-76f9-bd03-76325fa48cd3', '5f2528a6-da7e-68c2-fae5-72c916ade75e', '2026-11-20 14:48:04.979511');
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
