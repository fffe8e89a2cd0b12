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
INSERT INTO public.attempts VALUES ('de9f32bd6d740ce5b4f0c7523214acc3944f8d9c7e57d493315843fe853c1f2d', 1795183200, 2);
INSERT INTO public.attempts VALUES ('eed420e5e0854d5d1d552cb6602215779bdf04d99065c1ed75a26829889d0796', 1795183200, 1);
INSERT INTO public.doorplate VALUES ('email', 'alice@atlas.example', '01a1f90e-9319-7306-8d5d-79f151cc98f6');
INSERT INTO public.doorplate VALUES ('site', '01a1f90e932877268a162129d8a30168', '01a1f90e-9319-7306-8d5d-79f151cc98f6');
INSERT INTO public.doorplate VALUES ('pairing', '0c9b6bd5977a3633dfd7a529dd7febfabd3bdff5ab2eea451c752c5f0baf5571', '01a1f90e-9319-7306-8d5d-79f151cc98f6');
INSERT INTO public.doorplate VALUES ('email', 'charlie@garage.example', '01a1f90e-9344-723c-a51c-f6602419d3a5');
INSERT INTO public.doorplate VALUES ('site', '01a1f90e934673ee8c35f26a09492e8c', '01a1f90e-9344-723c-a51c-f6602419d3a5');
INSERT INTO public.doorplate VALUES ('pairing', 'f8a16cb7d77942a78155120bc43ced95af91ceb255151c8109b5487c4ffde865', '01a1f90e-9344-723c-a51c-f6602419d3a5');
INSERT INTO public.doorplate VALUES ('session', '5982d4bacdd34037c288e5cb6ed954cd19490dc350c7b45f2285e9acfb458f56', '01a1f90e-9319-7306-8d5d-79f151cc98f6');
INSERT INTO public.doorplate VALUES ('sign-in', 'e07ac408e6c62630991b98ef7f68c3738bb029053cb1249b141d77caee1042a3', '01a1f90e-9319-7306-8d5d-79f151cc98f6');
INSERT INTO public.interaction VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-9360-72ce-bd37-6089ca975a9b', '01a1f90e-935d-74d6-88a1-e42219117234', 'request', '2026-11-20 13:04:04', NULL, '', 'Bonjour, je voudrais un devis pour une cuisine en L.', '{"form":"Contact","fields":[{"label":"name","value":"Salma Bennani"},{"label":"email","value":"salma@example.com"},{"label":"phone","value":"06 61 23 45 67"},{"label":"message","value":"Bonjour, je voudrais un devis pour une cuisine en L."}],"page":"https://atlas.example/contact/","consent":[],"submission":"01a1f90e934f7584842662d738ca5a8d","site":"01a1f90e932877268a162129d8a30168"}');
INSERT INTO public.interaction VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-936d-7623-bfd8-3c7972018b56', '01a1f90e-936d-7623-bfd8-3c77d4b8622d', 'request', '2026-11-20 13:04:04', NULL, '', 'سلام', '{"form":"Contact","fields":[{"label":"name","value":"Younès Ô’Hara ✂"},{"label":"message","value":"سلام"}],"page":"https://atlas.example/contact/","consent":[],"submission":"01a1f90e934f7584842662d8ce0bdd95","site":"01a1f90e932877268a162129d8a30168"}');
INSERT INTO public.interaction VALUES ('01a1f90e-9344-723c-a51c-f6602419d3a5', '01a1f90e-9378-7569-903e-d7a63514bc9b', '01a1f90e-9377-71dc-b6af-a82115713589', 'request', '2026-11-20 13:04:04', NULL, '', '', '{"form":"Contact","fields":[{"label":"name","value":"Karim"},{"label":"phone","value":"0522 00 11 22"}],"page":"https://atlas.example/contact/","consent":[],"submission":"01a1f90e9370770a9fa078186e45dba4","site":"01a1f90e934673ee8c35f26a09492e8c"}');
INSERT INTO public.interaction VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-93f9-7725-8950-fcdc56929618', '01a1f90e-935d-74d6-88a1-e42219117234', 'call', '2026-11-20 13:04:04.601228', NULL, '', 'Rappeler demain', '{"outcome":"no_answer"}');
INSERT INTO public.interaction VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-93fa-7603-bed0-ad51f4691088', '01a1f90e-935d-74d6-88a1-e42219117234', 'note', '2026-11-20 13:04:04.602663', NULL, '', 'Cuisine en L, 4 m', '{}');
INSERT INTO public.interaction VALUES ('01a1f90e-9344-723c-a51c-f6602419d3a5', '01a1f90e-9404-70cc-81de-2c02341c77e3', '01a1f90e-9404-70cc-81de-2c00bce9f1cc', 'request', '2026-11-20 13:04:04', NULL, '', '', '{"form":"Contact","fields":[{"label":"name","value":"Lina"},{"label":"email","value":"lina@example.com"}],"page":"https://atlas.example/contact/","consent":[],"submission":"01a1f90e940175c3aacf0c50564111b6","site":"01a1f90e934673ee8c35f26a09492e8c"}');
INSERT INTO public.lead VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-936d-7623-bfd8-3c77d4b8622d', 2, '', 'Younès Ô’Hara ✂', NULL, NULL, NULL, NULL, '', 'new', NULL, 'site', 'Contact', NULL, NULL, 'MAD', '', 'سلام', 'https://atlas.example/contact/', '{}', '[]', '[]', NULL, '2026-11-20 13:04:04', NULL, NULL, '2026-11-20 13:04:04.461736', '2026-11-20 13:04:04', NULL);
INSERT INTO public.lead VALUES ('01a1f90e-9344-723c-a51c-f6602419d3a5', '01a1f90e-9377-71dc-b6af-a82115713589', 1, '', 'Karim', NULL, NULL, '+212522001122', '0522 00 11 22', '', 'new', NULL, 'site', 'Contact', NULL, NULL, 'MAD', '', '', 'https://atlas.example/contact/', '{}', '[]', '[]', NULL, '2026-11-20 13:04:04', NULL, NULL, '2026-11-20 13:04:04.471941', '2026-11-20 13:04:04', NULL);
INSERT INTO public.lead VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-935d-74d6-88a1-e42219117234', 1, '', 'Salma Bennani', 'salma@example.com', 'salma@example.com', '+212661234567', '06 61 23 45 67', '', 'new', NULL, 'site', 'Contact', NULL, NULL, 'MAD', '', 'Bonjour, je voudrais un devis pour une cuisine en L.', 'https://atlas.example/contact/', '{}', '[]', '[]', NULL, '2026-11-20 13:04:04', NULL, '2026-11-20 13:04:04.601566', '2026-11-20 13:04:04.601566', '2026-11-20 13:04:04', NULL);
INSERT INTO public.lead VALUES ('01a1f90e-9344-723c-a51c-f6602419d3a5', '01a1f90e-9404-70cc-81de-2c00bce9f1cc', 2, '', 'Lina', 'lina@example.com', 'lina@example.com', NULL, NULL, '', 'new', NULL, 'site', 'Contact', NULL, NULL, 'MAD', '', '', 'https://atlas.example/contact/', '{}', '[]', '[]', NULL, '2026-11-20 13:04:04', NULL, NULL, '2026-11-20 13:04:04.612308', '2026-11-20 13:04:04', NULL);
INSERT INTO public.link VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-93fe-75cb-b4ac-4352bb9b7517', 'sign-in', '01a1f90e-9323-7519-b0be-609c492cd392', NULL, 'e07ac408e6c62630991b98ef7f68c3738bb029053cb1249b141d77caee1042a3', '', '2026-11-20 13:19:04.606643', NULL);
INSERT INTO public.member VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-9323-7519-b0be-609c492cd392', 'alice', 'alice@atlas.example', NULL, NULL, 'owner', 'fr', true, '2026-11-20 13:04:04.387271', NULL);
INSERT INTO public.member VALUES ('01a1f90e-9344-723c-a51c-f6602419d3a5', '01a1f90e-9345-71b9-8d99-fe169545cae4', 'charlie', 'charlie@garage.example', NULL, NULL, 'owner', 'fr', true, '2026-11-20 13:04:04.421241', NULL);
INSERT INTO public.member_session VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-93fc-70d8-a55b-a7b5b6b83de5', '01a1f90e-9323-7519-b0be-609c492cd392', NULL, '5982d4bacdd34037c288e5cb6ed954cd19490dc350c7b45f2285e9acfb458f56', '', '', '2026-11-20 13:04:04.604553', '2026-12-20 13:04:04.604546');
INSERT INTO public.notification VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-9386-7796-a200-105dbeead9ba', '01a1f90e-9360-72ce-bd37-6088943f19fd', '01a1f90e-9323-7519-b0be-609c492cd392', 'mail', 'alice@atlas.example', 'Nouvelle demande : Salma Bennani', 'k1.twzZAv86SRJDMNpUpBRGfP0mwk0HMFE7Qdw4WfKhmQiklAfDbIUtDnsTPRVOR6AHv-lEqbAa15OFndXN_M40rZj5oUqxDJx2RB5yw20I58DYGoV-Tm18ETTPZ7ZAmoAGQz254NIxJRIkmqIDRAcVMcF0SocSlOVwOuhsLq89OF35aiei0HpHhDV7qX-jxRtFR2Jrhb8taByc1YarLsXrfSSJZ4eUi1pkbXzceC1VU93_nlskdskXmi94-D26km5envpCzg1x_5UKynrNJXkrVQCXDmrMSWSeZ4Fg7J2wmv1nEY-vwSKp6V8Gzw8sWyV5AWWNyONTbLdCHJuoB1dUCTDQiBTk_AN6rj_a461QsCn3-fU_kMkiFYuO9L_gRS5nqwH5Ocq14lFNVpt9HaQrVsidFT1GbNfP5jlV3iQcTDZIwGGRwapdW6MWWHMQ7S3txc_Ba3G0ysENU-oC2WiNAweYni5TndIJOHPA67UCGvlAZYlpX_9U0BZCiiuVOvgwDvnSI0HXQjX-nSjKyoY-cTjM9fgjJ-Ze55i_DwdrTFfP6y_yPNFObfnmSITjZQ8ULC5dxel2qb-G7xaMvucdwT1bz3zG8fKGFfACzuJneVAEslxgN1mQS8PD_PRWKeQx5cYQ63IaM1Jyz5huuqKf0AH3CUCoySjyS9N_4SLXRZf_l8_32gZncSYZxeo8jxRSnYXGfPy1UldJz-irgsWkLesTMIaqy_3rdZVZtVtK4P0y0sl2D97c2LTOIJe8zN6hLjiaifuX0Gf2jTRoLYuZxxjDurxCbHQv0N34WfheyEkDD04sCPwQlX2LJ75VEv0m-X4hwjYt6sQ8sVrad0XfrEMkbH-WXSLsj0KPfULEPQ5LiMfU1T5zh_tNUemzHX4kQcehj0YN9k-zAkMUEWd1q5y5Crr4X3oF2bbiNWlHuryiXkwPXLIPpL7oLAy4f_IdQHWRZd8BahhB8XBDyUqTg9VJqK4CUZVwmIhIIBGuo35k5e75UQSOohK-2sTlbKmVQwdeGq760i6PoSBsFMdUNE8WL-p8QktYQQYnHXjH5fr0S3pGfD5HfqdXj--cswLDNx49ZXvs-aenvA3RaAClq_gSbOItUDofR-g0BvJCmXHvtfptlEugMlnZhbNuI_eGufjVZ20_FtpUtQc3QhAQtC-rXjsbGejAR4llwSECq0utKnvR4ywdP2FcGyiJ9QXpT9aaik1A3uZGynhyNY-HH5nddSDQBMYg-kLU27eFTL_-tcfeR1VWGXr8eA8meafKeg0TAYlYwBBo-V4yC0xmauKYh4d7Lx2VI43Sl2AHkpsfxUMf1LzurADK1rjk7UKswGzZC7CWbj2DhO3uJG1K5so9Zj5nGbGGqi0xoVrdWe2njDYtU87_CoQDso7OVHBP2gU6UjkQH-B1WX0VRjKyLxSKc7Ep3VcVMAe-j2tkLDQy21iQphTOusc4cD09Attm5whJnDiogGFs8xfYagzlqMLzAP_IYDPGoBfXyXaCgFVM-e_JTInDIJ45BwAQFxqlYfyPxvByeVWog4gUy4uClZa2z7AZq7xO9XPJDo45RXFSgBFgOxmMUwEk9VhguDdlZe5FxQJn4jSj7gYtypL1029TA4SNc5lQ716y5IjSptHdcgqM4DFakq7i6RN70aDh5K-vqx1JMtz9E66Rujp8-kCckw74txjmHZ4J96WtrkJsoWN43Bs1uueOCZqrU53xaTwCz9cGdU-8UlALiwYaUM85I_Nc4hxXsRy7HnElwF48zlSwpD6TNEZoRIu5nOdH3yIVjIBaMu_rwsfc_OBsmuKCcxZRTNcQaL7P_16z2axSuNl4Ljl_fAit2qr02lVAtAl2daLak5Q_k6wv6DceFVWsTFJP_F1LnY9G2OC5utOcx7PU7Fh1ryoWidE5MqPiGN224X28bpizstalmuxD9_YLydj6JU_5tHjaJun1gZGmbXXzb9Ri0KoGkUT87P7TaHGyuUYMAlVMUDEnP_4KbXJ43ohavYBjpMatTFY8u8infostQqMYrQnhYwLyPA5QVCLVqHfIZ1nlf0zVW1al38elQiPf1pKs9RZtYH8_FiIW7MdWWnKGKwxtnKWoH5AT_zHgfekvPJoJkhm1gSbH98fZYCe0H7-LL6G43lVjstjAQyJbX0bL7Q5sUgpohLP9kxZ-Ao8kLLA7dCltli0xOuKqkf7XQllVnB_yZvZOSVZW2tvj71d0D8pX9hc5Tgigo2FX46SzaBZl9aqblH6blDoMAx96Oh1OQ4RArC3E86GO8-6r_ECIHtbytPO2wPTyjGT7QF5GdQBYObtRd35NdORBsIVb1XAz4MQZmsGK5UAR9USPdmV6CuJOEDCVzmhb17Gc_n-eo9ZRr-xknyv-ubNRw_TJB31m0X6OvL83HSZ4nQ7Fc04HISMk0K8HgrkqSbQCuYxAC7xxNKKwhQuZL_m-JHcllMBIlhHeyG3RVOoSm-xrFUBJNOcS_z7sIL_vJuHYQAj8wjB3uvIX4rVP-_3BvyJgjkPnuvb8RVtpbMgSG0AZUWqgwq0HQCTjewY7_ww1QteSWhxL0g0HX1BWNdnUYhzem8lkmJ-CQPNHTYrBPnXk5IjnveHaP3wOnCz_w-GPSFsh4ML6cqzrCJrIWE9te3CkNKdPktnetdqYvcMqUqBBaqWOJwgoM0fGkB9YXjyKBKi20NA6auVFpJMviqMrl-fIwwLxyoqS4Nr9qjFW_ude6nI3mQ_M3-xvHessm4HG7Xgh0VBxrxZaorkE0MahQQ2Cmf1li_EneHH56mej1S9buZpbB2UqfsVqWiLMxEsvwWnHe0Lu-Q6EwwItj9eEcZ-UriyUbTOMVeu7dcQ2SQ4vWPj82RbgqtACs496sNojrtLV0gY8Jp7-bZfmsBLqLvSOHhcD796U_-wgNRYZucVNRui-u6FHGHEdTZCm13VY4H78nYuULNK-O9F93hQWQ7HA8xX-jMoXAJJyvqDDvXl1HhSOzjWGPHHU1AZFptDjh6fXi55nkd45P2XOyr6eJLrFDDZRXvmHHzg5hpLOiqy2xpYnZLoBiPXtoLY7fVRq0j3PAyAU1vYdd61ERohueYFkwhUvMe7f84GyxFpTzVKs1D-OZ2tdU2MbBKy1OZZfT0GW8tKJ7o13uGp75uMx2cAFd8HpkAVaZ83RpnAzZO5j2tnupDtoJa9l_IYynG16DKdoIEnFTbzyMNT5Jw16iiQbLxlwcKQtdgIxmg-CZ2awNUpyg7MDYuyj2G8zVJh5RQiovb66KgzYKlYPtOZI04-yoFX2wH9uHxX4VBvpf_o0vVLzAJU1v2BQaCrkEq6R9UtAjML6', '2026-11-20 13:04:04.486538', 1, NULL, NULL, 'ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.notification VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-938c-71ae-93a3-1a065df1867e', '01a1f90e-936d-7623-bfd8-3c7818c4c608', '01a1f90e-9323-7519-b0be-609c492cd392', 'mail', 'alice@atlas.example', 'Nouvelle demande : Younès Ô’Hara ✂', 'k1.LMYKDTX33N8vFnAHb_KiObg6nN-cax2irN_xFpS4GNAEiHaH-vPlaQjaeFNI33kcKoqgtyb1EOp8TgRYH2jbcARP-rZr9E-RoPRrshOCRh0IDPipChKtal6GEbXktTx5ZYxdH3SYcQA1NVIq26Dvg0IKzUxniz2yAGB6F_o_nOyAmc6TrrYMsJ3c2vvyl280Y9eg-wE4EdUYdTosRWeZ8hmcBs5oLEyl_7D8mJMhDkphwD3LHYd_P4ylxhGW6nd2-f3AnQzRq5PsYJSicitLy353OHCNUUOKIzmAlyCMbRggtmklrODilMdUGB8pTefzLL8aVxE49poc8EC3qAiN7GVm9-6c6mQ9T0WeVNxr9FeRlX59TlVllrQ3fyRXM0vLDG3U-k0RchfzjtEkfNR-AzGL7AoTpKxvVirHuQihjN7gTigrukyS_tiUZAgIg4lCbkhauTLLXs2Xl5EajKKhnWAETZhXXwMxTB4mk5ouYFicNPOzYYKiDb4OeNBE4a1mM6aCjTLQP8-PYpUAMwG08CdObDgF8g3K7q3GIMOc4HmLUGEIJIJkvvIfhH9p56pc22pXsDgjeargjzNcyBMJHhig_aUbY4ch24ps-W28q1ME4Cra_LuNodMs8q3bKPPIrKq2V8ZEAKWowtRSY-OXQFci_mSx4dEe1tpcqqYquP_w4c5L4vCtXwT5jbZ0J-IQ4zY3ATrP3dUGOF5wJFjLlTGnpLwl4dIvnI52VkY2YB7dyEq3m56voMRThEjwP5c-zgNiz51JpCjcEyVj7L1-3kwaYr1W1D5LF10iIkQxjcf9RZIeJqQ9tnoWv6nfTMd3ZEl3DcOvGKu4ChksnRD60aSUjNG5LU1Yy-fZdzVWvDxw1pe5UsN5wk_Or7c9PN0DW0NbPCwfstq8feZnmez222bcQ4BTaGFyS8H2k28zYRrAuRK4e9tk67IVuTKoam9cJ_rcfJk6lGi7Szpj8q8I7042nONFBnVpPournn7EZEJ4QLsSnKS5Xo2PlKyTDH7xEwWuQN0eroSRFcClG9Wv-NVie7ww6zK3InG5h70R8QzjQDBwUuGi5GhPf-Bj_B0TBkNqF7NMuSjG-7ZcX6LPQDFUBliqXghYWOC2DkFsL11tfU8zEFaV5PgZ1UO59DzkG3tMPjBzJMnVZctlMQNMrW4Onxbqhv3bCl01AfTcnqxE_vpL9cAKdqYnJQ_ajNJX_VF-TXpfw780s3fa-miqP22BsLFev16bAnFdixddNIgJGUHSLg5awcfq95KvzpxNE5O3J2D9r9BPbRVkFye2nsqrE0XV43fOuENeGdEHlYcb0rizAkDdlYiF8fd2VnrC2oQDL76qkaWuhYnEAnJrCBlsox0wD_Eg27CeMQM9O--KspN_6fw5TgHPgCVND6c434lqAnsB2zntNWLCqc35P21XgJqK9Rv4_8gpwcz3TzEHwcQy2M2sIUTSMd7Fqap8LNc_91UGbhkJAQPdordBatzTOGE5Oqb8wWVMZDWLBQdbRuKqStBp5D-Ukjlk2v6RqG21jn03IJRAVykvcZphJ7CS7OVEsvb_IE4-kcuhE2m_6RW7YYsB-EgwoldLWwVqapikmcHyTABArSxQIg40evVHWKEVAK0UC7KYDfHok9sPju_2iV08K1XsIAaQBxQIK8d5_wjrH-2xBq_fWqSqMiyiacOxOANQegQ2lJ7k7RJVncaabZtLmLSnwyuMA9vhVVVSTj6v970hiQMgv3CMEBkYHEW08M7ronXKRe8A68pBX1m_UGIXGVORKG4hf5hplVBgjbcuSZk4ZdtKCi6gJ_Wv0ftAwRGqum_bOIKQCZIu051exJVGhvfHOKs73ivgQNPV_4o8LVsLYevI223vJOUU680ZqgN5FqYx4iC2IS_7BCWqXgyLRYsQ1FHcQ_TSAz4kHl6mof17yDFUhv8jtCQPc6Cvs8V9CVAruh9ushOFQKmmMLLQq_Uiy0lotdvCsTYR9uoDy7DL2mWN-hlS6kMznKfh3AUc0h0e4-5R3GJibuZZZVXs7uKo7xAcQ5Uk48DDQdkInOou9piMRNPh3sSev1MYIXOmvwA3Lg7PyUO7kfdH1Crkxm5OK1v2LNd9RfrNZ0sY2Q7f70FsSKJM0_RGRhavoe9dFCji7iKuzcl7P-c5fCOfdXi-swPwvmIrvTMtgJiSa79EpF98cumKEblBAHjTFKsdTrmoN7r5UTnwKEQPkrcptFm4zbJVh9aH4AfHznpXJVOHiopLrOn0mQGwO-DYaZiH5_QMRffeb-j653KvKjlQKj0NsuSsClJRUnKO05lvgC-TFrs8hwnGdE6qAgd7gVAn2KCJ5nttXtduAD0e9PvXNwcNyPjweYur8ybF8bQ9nEQwz6HTViu9Q2Zz93QWdnpHudZxwapdFW7ER3Jsfu8C9JAMFp01AWaQiCh6ZSdeYPEGUg==', '2026-11-20 13:04:04.492795', 1, NULL, NULL, 'ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.notification VALUES ('01a1f90e-9344-723c-a51c-f6602419d3a5', '01a1f90e-9390-773d-8760-40867d9d1675', '01a1f90e-9378-7569-903e-d7a58ed52f52', '01a1f90e-9345-71b9-8d99-fe169545cae4', 'mail', 'charlie@garage.example', 'Nouvelle demande : Karim', 'k1.EmoVrnBzCEEd5ZHoY5JSV_ePwqQj49Y4p_29GVv6REmnIgVqEZVPM_sGn6Vl35DC4jS11kRtonwjxbu6LLEpXrB4U-dcUQSNimQtko3MzRV7rnEJAZDA4vKPRWweZFYciQpYokP74lQCTfTLNyRnKrqEHiZnthSNBo07MzP1CkJ6z810v3OpYqxCcc8y84coWRMDBGIpbiQ0iuRRfByOxAhh_EGhJPDP1xFj-zeJpQSsBeey6kKLxuDkHejjMHtQaJkf8DZKjxEsxsz5WYnNPAIOgyIcAwRjyBWBeTx0xffUuLkhic7qwzT3L9hRVhflK9LssWUOxAcGl5DflChpUANDzie5jkW27TNUIXZemqOfQOdvnIQvg71snyiw4u2oZNK7GWIkFKp7wUGBOHPZImNlBtGAEVtUH7Rq2tqfm-E_tjm8Hf73cyq1mRmsCIH0eh-pEn--G3aBc_Z7-lcquYbGMsRoH9nIUOT8JaX2q8LqNQlil7xpr4XW0eb4W6C_p5O4oPyXuqVDFQBQ1NXJc9E43Lfh_8xXG-N5NzHeSeypl4ftdrDR7TbtLYb2Oukc_g7okNBoYaMptnjAoYE38Bhr0N_pMJ4xoNLqUBuCIg_3vovsgpeOu2ml9qqQ7yH7GXG2a_DTpplGQ7uEweh_F7zgW2AzL54lLGey06D5rIarbUpSQkt35bCz7OvRcTm5fvd7H020vDskHwWPJKQF_OZ_amQTXJvZOEA0mpA3tQjCL9MJ8OZoANZ_F4jKvzEzRCeKikiu_5x_EJCfQvzbw3s_YkMdcnabGyyES9cnRpB3KOwCtsG02UFaAEwBV06_ks16qr2jMVPpvHChiZI2y_tTdnZxpw6CYT6szknSdpKxQJKfNjaMbSmIKW6mZwuMpBBR4gApiIvwgCoUvJtIkRlCO65vj4CD_lpKHJeV9Kl0SC0aqQv6hkYoF1LhpQI17UY-T596vls1saWQjRc__aQmLG2oUe3oHuBG5wbpi-joBDIP8AJvW908iuEGBjTW0RlcDCLCfAGIoV8LiBnyICu8izTDNQge6d8m1q0e1HarKZxjk8j2gOL4DLstVVHIhDuXWnGCAiw33EOh2jdFI055zfV5TTis-D8vkLhbWyy5QfHjBZeZi6-F6SFYEDdN9QeXmlLFeBRVSHbjcZapf_jDBMitMFqKdrMwrWFeGvoY9MdwhXcedWmqR1hA8nHVB1ugy32SwxwEl-VdohBhbLyghSEUFAZ85FGjjH2uO17Kj5tn7fSAvHba6S9xSbz3KDm0UsvvKTHd7yiSSFm7a80g_8aYU507ueDbGhfDPdEYTWyyGVF0nsntiC-u_m2nRPDAO9zQDHZyR1rjKsVbJ6fqWEHSHpSRGFAVEWF7aGRIjXXwkU6p0o8YVPQ48854xtvGPvECqb9vQ7bOldjaDD3qHdDpsS3tNW9sNMeC--ZMoHbGFH1m2xCnk9LmkgkiFiZd40i5DK8YRIxNBj5n9ZTORTqTY6XIxzG52sgMHyNZAZLRjzM68jbHNqlrI1-ZhUhL-_d265w3InR10-nnwB4y0dslVv4Bi6wHxMwCHlzfMOo1HCf0epEljkiIRpsgKZs7kdTEZfxiqO6zQocGF-UzKQ2S9Bl2CnfSdiV-CeU-RJl92LwePXceUpSo-iYI0nQvj0I60eEFAACK6P1goylBghaOtM5Nl2LltoOi5iwo7_5oz4kK75kirdi94N1YNUv5xNcz46Ief6TUASga-tTySSiNxTeqmv-JlGud8ho7kWBb6pHckRxozyzCN9LKK6HA7oZpqOI_TkYvFudllwVBs606JWW-X1cbR5IgcU9WkyXxtyp6a0O2zAT_GsWfJ1coWN9VU1RXyhSUQNiIAyarohWlQKcfUd4HwkELDaFS_nXDqOn89bd462nOctCtWckLn734FMCJ_kFJO5JIf7W76lKbOzFPWnAU7PRxAANuFAryuS2gswMXtRU_b759brZ_R8wGBBuuxOEcGhe6LpBwbBUy06Fsjmy5M9GeTrNDF_tRf-0A5GP_Pikzf8m_Cswq62md_xEniNAxW0NGyWFmyCTXKslxG9Fv4eOv0LCAgtGslIz9hqw1C2W45P8IxUbLT-UE5myKJktVia0fecY41Boq5EdSGDLbyUGdxOCGLluWXkLGRDPcGc2QwEprVKXZKoBzSyqkK8PIBfQj03IKcuMNw4JYErz7eAm8wbpVGE1MGwtyITkYILqJfzd9wtJUszeJ6WqCsGPY4yrJJFff2wWZCNoN0O1cW5xlAaPgiyltOC7OQwJef_wBZ7VPxhdYsx1VjlsSmTcY-fWpd6-e8LEXpFoIkpiMJLn6jlKSh-LDZvYse-zSxkO7x33IkBBh9Tgn0GxRb4WiiahQPakHyHwdqcJBoP0I4tTjcUki6-Xlvoxfy6NoOqels7f6iNAD4iDm_lRw6IADNLI821Q4rcQvSXNx3o2iUFFNSIZIWo6cUgK4x8FS6F6vjneYUG7lsAh5ISAK7m0k7-U4Khy-OF7US_7znagM9ObcEJY_p-9lpcw4kP8H0DK7y9UEtUjrhE0Qc-judDVdK4XvVnDxWWOvCE61i1DTEkpVoTX9_hFGJ_dbMrWYH0brtghkO6r_94PFnyDSPuEe56XTRh9dtmlJW7TlCtoGrRDy6ko5s5oaXRE1NtMruvwlf-j8MZwYNdlllsu-CBy8sW2oqXDq6WtEmBMcqPAndAgXbzGo1YOTIQ==', '2026-11-20 13:04:04.496403', 1, NULL, NULL, 'ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.outbox VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-9388-765e-a531-453bb27b776c', 'notification.queued', '{"notification":"01a1f90e93867796a200105dbeead9ba"}', '2026-11-20 13:04:04.488529', '2026-11-20 13:04:06.536868', 1, NULL, NULL, NULL, 'NotAccepted: ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.outbox VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-938d-7276-9ca8-20183402d7f3', 'notification.queued', '{"notification":"01a1f90e938c71ae93a31a065df1867e"}', '2026-11-20 13:04:04.493179', '2026-11-20 13:04:06.566815', 1, NULL, NULL, NULL, 'NotAccepted: ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.outbox VALUES ('01a1f90e-9344-723c-a51c-f6602419d3a5', '01a1f90e-9392-7137-a1a4-24b951006975', 'notification.queued', '{"notification":"01a1f90e9390773d876040867d9d1675"}', '2026-11-20 13:04:04.498106', '2026-11-20 13:04:06.595129', 1, NULL, NULL, NULL, 'NotAccepted: ConnectionRefusedError: [Errno 111] Connection refused');
INSERT INTO public.outbox VALUES ('01a1f90e-9344-723c-a51c-f6602419d3a5', '01a1f90e-9404-70cc-81de-2c0141b95eb8', 'lead.recorded', '{"lead":"01a1f90e940470cc81de2c00bce9f1cc","asked_at":"2026-11-20T13:04:04+00:00"}', '2026-11-20 13:04:04.612588', '2026-11-20 13:04:04.612588', 0, NULL, NULL, NULL, NULL);
INSERT INTO public.pairing_code VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-932d-7231-9b86-9ad4872015e4', '01a1f90e-9328-7726-8a16-2129d8a30168', '0c9b6bd5977a3633dfd7a529dd7febfabd3bdff5ab2eea451c752c5f0baf5571', '2026-11-27 13:04:04.397201', '2026-11-20 13:04:04.411343', 'nonce-of-this-site');
INSERT INTO public.pairing_code VALUES ('01a1f90e-9344-723c-a51c-f6602419d3a5', '01a1f90e-9348-702d-bb65-b7aa5eb1d4f2', '01a1f90e-9346-73ee-8c35-f26a09492e8c', 'f8a16cb7d77942a78155120bc43ced95af91ceb255151c8109b5487c4ffde865', '2026-11-27 13:04:04.424074', '2026-11-20 13:04:04.429537', 'nonce-of-this-site');
INSERT INTO public.schema_migration VALUES (1, '0001_the_walls', '2026-11-20 13:04:03.722189');
INSERT INTO public.site VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-9328-7726-8a16-2129d8a30168', 'https://atlas.example', 'https://atlas.example/wp-json/', 'https://atlas.example', 'k1.QuGFXshIM2yDAkkX8wQWbaJbrG41JV3-gT-hvgDY6ZMDZeXKs9nNBHLIaoGQlMSZUZbOhLjG11Xc2Iw2', NULL, false, 'manager', '0.1.0', '', '', 0, 0, '2026-11-20 13:04:04.392688', '2026-11-20 13:04:04.409669', '2026-11-20 13:04:04.40967', '2026-11-20 15:04:04.409671', NULL, NULL);
INSERT INTO public.site VALUES ('01a1f90e-9344-723c-a51c-f6602419d3a5', '01a1f90e-9346-73ee-8c35-f26a09492e8c', 'https://charlie.example', 'https://charlie.example/wp-json/', 'https://charlie.example', 'k1.t0NT9IKkBXPZd5hihWcHhes5XD5_olXjtqyrNiZHspre4chiubpHeAXvSJkI2wenRIt4yi_OP18_kiMs', NULL, false, 'manager', '0.1.0', '', '', 0, 0, '2026-11-20 13:04:04.422794', '2026-11-20 13:04:04.429064', '2026-11-20 13:04:04.429065', '2026-11-20 15:04:04.429065', NULL, NULL);
INSERT INTO public.submission VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-934f-7584-8426-62d738ca5a8d', '01a1f90e-9328-7726-8a16-2129d8a30168', '89e150434a5d3b326ecdfc67c54921a50981c4aee757917509ebf48480f8bba0', '\x7b2275756964223a202230316131663930652d393334662d373538342d383432362d363264373338636135613864222c2022736f75726365223a202266696c6f6e222c2022666f726d223a207b226964223a2022636f6e74616374222c20227469746c65223a2022436f6e74616374227d2c202270616765223a202268747470733a2f2f61746c61732e6578616d706c652f636f6e746163742f222c20227375626d69747465645f6174223a2022323032362d31312d32305431333a30343a30345a222c20226669656c6473223a205b7b226964223a20226e616d65222c20226c6162656c223a20226e616d65222c202274797065223a202274657874222c202276616c7565223a202253616c6d612042656e6e616e69227d2c207b226964223a2022656d61696c222c20226c6162656c223a2022656d61696c222c202274797065223a2022656d61696c222c202276616c7565223a202273616c6d61406578616d706c652e636f6d227d2c207b226964223a202270686f6e65222c20226c6162656c223a202270686f6e65222c202274797065223a202274656c222c202276616c7565223a20223036203631203233203435203637227d2c207b226964223a20226d657373616765222c20226c6162656c223a20226d657373616765222c202274797065223a20227465787461726561222c202276616c7565223a2022426f6e6a6f75722c206a6520766f75647261697320756e20646576697320706f757220756e652063756973696e6520656e204c2e227d5d2c202273756767657374696f6e73223a207b226e616d65223a20226e616d65222c2022656d61696c223a2022656d61696c222c202270686f6e65223a202270686f6e65222c20226d657373616765223a20226d657373616765227d2c20226c6f63616c65223a202266725f4652227d', 'recorded', NULL, NULL, '01a1f90e-935d-74d6-88a1-e42219117234', 1, 'contact', 'ab984b175bbb261cc41b81913214bf1a', '2026-11-20 13:04:04', '2026-11-20 13:04:04.449487');
INSERT INTO public.submission VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-934f-7584-8426-62d8ce0bdd95', '01a1f90e-9328-7726-8a16-2129d8a30168', '0779034295ed4b1e41b70e455e7cee527a22825e41f707259c7a92e073a47ee2', '\x7b2275756964223a202230316131663930652d393334662d373538342d383432362d363264386365306264643935222c2022736f75726365223a202266696c6f6e222c2022666f726d223a207b226964223a2022636f6e74616374222c20227469746c65223a2022436f6e74616374227d2c202270616765223a202268747470733a2f2f61746c61732e6578616d706c652f636f6e746163742f222c20227375626d69747465645f6174223a2022323032362d31312d32305431333a30343a30345a222c20226669656c6473223a205b7b226964223a20226e616d65222c20226c6162656c223a20226e616d65222c202274797065223a202274657874222c202276616c7565223a2022596f756ec3a87320c394e280994861726120e29c82227d2c207b226964223a20226d657373616765222c20226c6162656c223a20226d657373616765222c202274797065223a20227465787461726561222c202276616c7565223a2022d8b3d984d8a7d985227d5d2c202273756767657374696f6e73223a207b226e616d65223a20226e616d65222c20226d657373616765223a20226d657373616765227d2c20226c6f63616c65223a202266725f4652227d', 'recorded', NULL, NULL, '01a1f90e-936d-7623-bfd8-3c77d4b8622d', 2, 'contact', '912994a04f8dc1262383ead12b991a94', '2026-11-20 13:04:04', '2026-11-20 13:04:04.462091');
INSERT INTO public.submission VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '62b8125a-6f6d-924e-c533-45b5fcd58ca3', '01a1f90e-9328-7726-8a16-2129d8a30168', '62b8125a6f6d924ec53345b5fcd58ca3ed3f5e7d51e2e146e5f1346508acce69', '\x6e6f74204a534f4e', 'quarantined', 'unreadable', 'Not JSON: Expecting value', NULL, NULL, '', NULL, NULL, '2026-11-20 13:04:04.462921');
INSERT INTO public.submission VALUES ('01a1f90e-9344-723c-a51c-f6602419d3a5', '01a1f90e-9370-770a-9fa0-78186e45dba4', '01a1f90e-9346-73ee-8c35-f26a09492e8c', 'b710c79588103eec07143f03e7123864762fbb0995ff2ab732d884c7a88079a9', '\x7b2275756964223a202230316131663930652d393337302d373730612d396661302d373831383665343564626134222c2022736f75726365223a202266696c6f6e222c2022666f726d223a207b226964223a2022636f6e74616374222c20227469746c65223a2022436f6e74616374227d2c202270616765223a202268747470733a2f2f61746c61732e6578616d706c652f636f6e746163742f222c20227375626d69747465645f6174223a2022323032362d31312d32305431333a30343a30345a222c20226669656c6473223a205b7b226964223a20226e616d65222c20226c6162656c223a20226e616d65222c202274797065223a202274657874222c202276616c7565223a20224b6172696d227d2c207b226964223a202270686f6e65222c20226c6162656c223a202270686f6e65222c202274797065223a202274656c222c202276616c7565223a202230353232203030203131203232227d5d2c202273756767657374696f6e73223a207b226e616d65223a20226e616d65222c202270686f6e65223a202270686f6e65227d2c20226c6f63616c65223a202266725f4652227d', 'recorded', NULL, NULL, '01a1f90e-9377-71dc-b6af-a82115713589', 1, 'contact', 'b32f2363484eb131afe2a9a5e68155d4', '2026-11-20 13:04:04', '2026-11-20 13:04:04.472761');
INSERT INTO public.submission VALUES ('01a1f90e-9344-723c-a51c-f6602419d3a5', '01a1f90e-9401-75c3-aacf-0c50564111b6', '01a1f90e-9346-73ee-8c35-f26a09492e8c', '06ebc47e0965dabf6043b5540f425c40e758a21c7fcafb0b704e07d1e95dea61', '\x7b2275756964223a202230316131663930652d393430312d373563332d616163662d306335303536343131316236222c2022736f75726365223a202266696c6f6e222c2022666f726d223a207b226964223a2022636f6e74616374222c20227469746c65223a2022436f6e74616374227d2c202270616765223a202268747470733a2f2f61746c61732e6578616d706c652f636f6e746163742f222c20227375626d69747465645f6174223a2022323032362d31312d32305431333a30343a30345a222c20226669656c6473223a205b7b226964223a20226e616d65222c20226c6162656c223a20226e616d65222c202274797065223a202274657874222c202276616c7565223a20224c696e61227d2c207b226964223a2022656d61696c222c20226c6162656c223a2022656d61696c222c202274797065223a2022656d61696c222c202276616c7565223a20226c696e61406578616d706c652e636f6d227d5d2c202273756767657374696f6e73223a207b226e616d65223a20226e616d65222c2022656d61696c223a2022656d61696c227d2c20226c6f63616c65223a202266725f4652227d', 'recorded', NULL, NULL, '01a1f90e-9404-70cc-81de-2c00bce9f1cc', 2, 'contact', 'b3ea53ee92eccd0f265761e94c99c114', '2026-11-20 13:04:04', '2026-11-20 13:04:04.613064');
INSERT INTO public.tenant VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '01a1f90e-9319-7306-8d5d-79f151cc98f6', 1, 'Menuiserie Atlas', 'MA', 'MAD', 'Africa/Casablanca', 'fr', 2, '2026-11-20 13:04:04.377174', NULL);
INSERT INTO public.tenant VALUES ('01a1f90e-9344-723c-a51c-f6602419d3a5', '01a1f90e-9344-723c-a51c-f6602419d3a5', 2, 'Garage Charlie', 'MA', 'MAD', 'Africa/Casablanca', 'fr', 2, '2026-11-20 13:04:04.420467', NULL);
INSERT INTO public.used_once VALUES ('01a1f90e-9319-7306-8d5d-79f151cc98f6', '7b29ac2a-45b5-d0b1-f73e-d6549a39edaf', '2026-11-20 13:15:04.435582');
INSERT INTO public.used_once VALUES ('01a1f90e-9344-723c-a51c-f6602419d3a5', '107f56e0-79a1-e0a3-cde0-0abdfc49e67c', '2026-11-20 13:15:04.468183');
INSERT INTO public.used_once VALUES ('01a1f90e-9344-723c-a51c-f6602419d3a5', '9fc84af2-9afd-c0da-aeb9-3bad39d9546f', '2026-11-20 13:15:04.610754');
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
