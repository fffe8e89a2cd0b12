"""Statements for the tests of the SQL guard: those that keep to a tenant, and those that might not.

Placeholders have names here: `:me` must be the tenant, `:low` and `:high` its range of rowids, `:row` a rowid
within it, `:x` anything at all.
"""

# ruff: noqa: E501  (a statement is one line)
from __future__ import annotations

ALLOWED_ON_BOTH = """
SELECT * FROM lead WHERE tenant_id = :me
SELECT "t1"."id" FROM "lead" AS "t1" WHERE ("t1"."tenant_id" = :me)
SELECT "t1"."id" FROM "lead" AS "t1" WHERE (("t1"."name" = :x) AND (("t1"."id" > :x) AND ("t1"."tenant_id" = :me)))
SELECT id FROM lead l WHERE :me = l.tenant_id
SELECT id FROM LEAD WHERE Lead.Tenant_Id = :me
SELECT id FROM lead WHERE tenant_id IN (:me) AND id IN (:x, :x, :x)
SELECT id FROM lead WHERE tenant_id = :me AND (name = :x OR name IS NULL)
SELECT id FROM lead WHERE tenant_id = :me AND tenant_id = :me
SELECT id FROM lead WHERE tenant_id = :me AND name BETWEEN :x AND :x AND id <> :x
SELECT id FROM lead WHERE tenant_id = :me;
SELECT count(*), max(id) FROM lead WHERE tenant_id = :me GROUP BY name HAVING count(*) > :x ORDER BY 1 LIMIT :x OFFSET :x
SELECT l.id FROM lead l JOIN note n ON n.lead_id = l.id AND n.tenant_id = l.tenant_id WHERE l.tenant_id = :me
SELECT l.id FROM lead l JOIN note n ON n.tenant_id = :me AND l.tenant_id = :me
SELECT l.id FROM lead l, note n WHERE l.tenant_id = :me AND n.tenant_id = :me
SELECT l.id FROM lead l CROSS JOIN note n WHERE l.tenant_id = :me AND n.tenant_id = l.tenant_id
SELECT l.id FROM lead l LEFT OUTER JOIN note n ON (n.lead_id = l.id AND n.tenant_id = l.tenant_id) WHERE l.tenant_id = :me
SELECT l.id FROM lead l LEFT JOIN note n ON n.tenant_id = :me WHERE l.tenant_id = :me
SELECT n.id FROM lead l RIGHT JOIN note n ON l.tenant_id = n.tenant_id WHERE n.tenant_id = :me
SELECT l.id FROM lead l FULL JOIN note n ON n.lead_id = l.id WHERE l.tenant_id = :me AND n.tenant_id = :me
SELECT l.id FROM lead l JOIN note n ON n.tenant_id = l.tenant_id JOIN site s ON s.tenant_id = n.tenant_id WHERE s.tenant_id = :me
SELECT l.id FROM lead l LEFT JOIN (note n JOIN site s ON s.tenant_id = n.tenant_id) ON n.tenant_id = :me WHERE l.tenant_id = :me
SELECT l.id FROM lead l LEFT JOIN plan p ON p.id = l.plan_id WHERE l.tenant_id = :me
SELECT id FROM lead WHERE tenant_id = :me AND id IN (SELECT lead_id FROM note WHERE tenant_id = :me)
SELECT id FROM lead l WHERE tenant_id = :me AND EXISTS (SELECT 1 FROM note n WHERE n.tenant_id = l.tenant_id AND n.lead_id = l.id)
SELECT id FROM lead l WHERE l.tenant_id = :me AND (name = :x OR NOT EXISTS (SELECT 1 FROM note n WHERE n.tenant_id = l.tenant_id))
SELECT (SELECT count(*) FROM note n WHERE n.tenant_id = l.tenant_id) FROM lead l WHERE l.tenant_id = :me
SELECT d.id FROM (SELECT id FROM lead WHERE tenant_id = :me) AS d WHERE d.id = :x
SELECT count(1) FROM (SELECT 1 FROM lead AS t1 WHERE t1.tenant_id = :me LIMIT :x) AS _wrapped
WITH c AS (SELECT id FROM lead WHERE tenant_id = :me) SELECT c.id FROM c JOIN note n ON n.lead_id = c.id WHERE n.tenant_id = :me
WITH RECURSIVE tree(id) AS (SELECT id FROM lead WHERE tenant_id = :me UNION ALL SELECT l.id FROM lead l JOIN tree ON l.parent_id = tree.id WHERE l.tenant_id = :me) SELECT id FROM tree
SELECT id FROM lead WHERE tenant_id = :me UNION SELECT id FROM note WHERE tenant_id = :me ORDER BY 1
SELECT id FROM lead WHERE tenant_id = :me EXCEPT SELECT lead_id FROM note WHERE note.tenant_id = :me
SELECT row_number() OVER (PARTITION BY name ORDER BY id) FROM lead WHERE tenant_id = :me
SELECT CASE WHEN name = :x THEN coalesce(name, :x) ELSE lower(name) END AS source FROM lead WHERE tenant_id = :me
UPDATE lead SET name = :x WHERE tenant_id = :me AND id = :x
UPDATE "lead" SET "tags" = :x, "plan_id" = ("lead"."plan_id" + :x) WHERE ("lead"."tenant_id" = :me) RETURNING id
UPDATE lead SET tags = n.text FROM note n WHERE lead.tenant_id = :me AND n.tenant_id = lead.tenant_id AND n.lead_id = lead.id
UPDATE lead SET tags = (SELECT max(text) FROM note n WHERE n.tenant_id = lead.tenant_id) WHERE lead.tenant_id = :me
WITH c AS (SELECT id FROM lead WHERE tenant_id = :me) UPDATE note SET text = :x WHERE tenant_id = :me AND lead_id IN (SELECT id FROM c)
DELETE FROM lead WHERE tenant_id = :me
DELETE FROM lead WHERE lead.tenant_id = :me AND id IN (SELECT lead_id FROM note WHERE note.tenant_id = :me) RETURNING id
INSERT INTO lead (name, tenant_id) VALUES (:x, :me)
INSERT INTO "lead" ("tenant_id", "name") VALUES (:me, :x), (:me, :x), (:me, :x) RETURNING "id"
INSERT INTO lead (tenant_id, name) VALUES (:me, :x) ON CONFLICT (tenant_id, name) DO NOTHING
INSERT INTO lead (tenant_id, name) VALUES (:me, :x) ON CONFLICT (tenant_id, name) DO UPDATE SET name = EXCLUDED.name WHERE lead.tenant_id = :x
INSERT INTO lead (name, tenant_id) SELECT text, tenant_id FROM note WHERE tenant_id = :me
INSERT INTO lead (name, tenant_id) SELECT t1.text, t1.tenant_id FROM note AS t1 WHERE t1.tenant_id = :me
INSERT INTO lead (name, tenant_id) SELECT name, :me FROM plan
INSERT INTO plan (id, name) VALUES (:x, :x)
UPDATE plan SET name = :x
DELETE FROM plan
SELECT p.name FROM plan AS p, price
SELECT 1
SELECT :x
VALUES (:x)
"""

ALLOWED_ON_SQLITE = """
SELECT id FROM lead WHERE tenant_id = :me AND NOT name = 'tenant_id = ?; DROP TABLE lead -- '
SELECT p.name FROM plan AS p, main.price
SELECT id FROM main.lead WHERE tenant_id == :me
SELECT l.id FROM lead l, json_each(l.tags) AS tag WHERE l.tenant_id = :me AND tag.value = :x
SELECT rowid FROM lead_search WHERE lead_search MATCH :x AND rowid BETWEEN :low AND :high ORDER BY rowid DESC LIMIT :x
SELECT s.rowid FROM lead_search AS s WHERE s.text MATCH :x AND s.rowid BETWEEN :low AND :high AND s.rowid < :x
SELECT l.id FROM lead_search s JOIN lead l ON l.number = s.rowid WHERE s.rowid BETWEEN :low AND :high AND l.tenant_id = :me
INSERT INTO lead_search (rowid, text) VALUES (:row, :x), (:row, :x)
UPDATE lead_search SET text = :x WHERE rowid = :row
DELETE FROM lead_search WHERE rowid = :row
BEGIN IMMEDIATE
SAVEPOINT "s0123";
ROLLBACK TO SAVEPOINT "s0123";
PRAGMA data_version
PRAGMA wal_checkpoint(TRUNCATE)
"""

ALLOWED_ON_POSTGRES = """
SELECT id FROM lead WHERE tenant_id = :me AND NOT name = 'tenant_id = %%s; DROP TABLE lead -- '
SELECT id FROM public.lead WHERE tenant_id = :me FOR UPDATE SKIP LOCKED
SELECT l.id FROM lead AS l WHERE l.tenant_id = :me FOR UPDATE OF l
(SELECT id FROM lead WHERE tenant_id = :me) UNION ALL (SELECT id FROM note WHERE tenant_id = :me) LIMIT :x
SELECT l.id, n.id FROM lead l CROSS JOIN LATERAL (SELECT id FROM note WHERE note.tenant_id = l.tenant_id LIMIT 1) AS n WHERE l.tenant_id = :me
SELECT DISTINCT ON (name) id FROM lead WHERE tenant_id = :me AND name ILIKE '%%a%%' AND tags ? 'x' AND id::text = ANY(:x)
DELETE FROM lead AS l USING note AS n WHERE l.tenant_id = :me AND n.tenant_id = l.tenant_id
WITH moved AS (UPDATE lead SET name = :x WHERE tenant_id = :me RETURNING id) SELECT count(*) FILTER (WHERE id > :x) FROM moved
SELECT f.lead_id FROM find_leads(:x, :x) AS f
NOTIFY filon_outbox
SET LOCAL statement_timeout = '5s'
BEGIN ISOLATION LEVEL REPEATABLE READ
"""

REFUSED_ON_BOTH = """
SELECT * FROM lead
SELECT * FROM lead WHERE id = :x
SELECT * FROM lead WHERE tenant_id = 'b0b'
SELECT * FROM lead WHERE tenant_id = tenant_id
SELECT * FROM lead WHERE tenant_id <> :x
SELECT * FROM lead WHERE tenant_id >= :x
SELECT * FROM lead WHERE tenant_id LIKE :x
SELECT * FROM lead WHERE tenant_id IN (:x, :x)
SELECT * FROM lead WHERE tenant_id NOT IN (:x)
SELECT * FROM lead WHERE tenant_id IN (SELECT id FROM plan)
SELECT * FROM lead WHERE tenant_id BETWEEN :x AND :x
SELECT * FROM lead WHERE tenant_id IS NOT DISTINCT FROM :x
SELECT * FROM lead WHERE NOT tenant_id = :x
SELECT * FROM lead WHERE NOT (tenant_id = :x AND name = :x)
SELECT * FROM lead WHERE (tenant_id = :x) IS NOT NULL
SELECT * FROM lead WHERE tenant_id = :x OR name = :x
SELECT * FROM lead WHERE name = :x OR name = :x AND tenant_id = :x
SELECT * FROM lead WHERE (tenant_id = :x) = (name = :x)
SELECT * FROM lead WHERE coalesce(tenant_id = :x, TRUE)
SELECT * FROM lead WHERE CASE WHEN tenant_id = :x THEN 1 ELSE 1 END = 1
SELECT * FROM lead WHERE tenant_id = coalesce(tenant_id, :x)
SELECT * FROM lead WHERE tenant_id || '' = :x
SELECT * FROM lead WHERE name = 'lead.tenant_id = ?'
SELECT name AS tenant_id FROM lead ORDER BY tenant_id = :x
SELECT name FROM lead GROUP BY name HAVING max(tenant_id) = :x
SELECT tenant_id = :x FROM lead
SELECT * FROM lead JOIN note ON note.lead_id = lead.id WHERE lead.tenant_id = :x
SELECT * FROM lead JOIN note ON note.lead_id = lead.id WHERE note.tenant_id = :x
SELECT * FROM lead l JOIN lead m ON m.id <> l.id WHERE l.tenant_id = :x
SELECT * FROM lead l, note n WHERE tenant_id = :x
SELECT * FROM lead l JOIN note n ON n.tenant_id = l.tenant_id
SELECT * FROM lead l LEFT JOIN note n ON l.tenant_id = :x AND n.tenant_id = l.tenant_id
SELECT * FROM lead l LEFT JOIN note n ON l.tenant_id = :x AND n.tenant_id = :x
SELECT * FROM lead l LEFT JOIN note n ON n.lead_id = l.id AND l.tenant_id = n.tenant_id WHERE n.text = :x OR l.tenant_id = :x
SELECT * FROM lead l RIGHT JOIN note n ON n.tenant_id = :x AND l.tenant_id = :x
SELECT * FROM lead l FULL JOIN note n ON n.tenant_id = :x AND l.tenant_id = :x
SELECT * FROM lead l FULL JOIN note n ON n.tenant_id = l.tenant_id WHERE l.tenant_id = :x
SELECT * FROM lead l FULL JOIN note n ON l.tenant_id = :x WHERE n.tenant_id = :x
SELECT * FROM lead l FULL JOIN note n ON n.tenant_id = :x WHERE l.tenant_id = :x
SELECT * FROM lead l, plan p WHERE tenant_id = :x
SELECT * FROM lead NATURAL JOIN note
SELECT * FROM lead JOIN note USING (tenant_id) WHERE lead.tenant_id = :x
SELECT * FROM (lead JOIN note ON note.tenant_id = :x)
SELECT * FROM lead WHERE tenant_id = :x AND id IN (SELECT lead_id FROM note)
SELECT * FROM lead WHERE tenant_id = :x AND EXISTS (SELECT 1 FROM note WHERE lead.tenant_id = :x)
SELECT * FROM lead WHERE EXISTS (SELECT 1 FROM note WHERE note.tenant_id = :x AND lead.tenant_id = :x)
SELECT * FROM lead WHERE EXISTS (SELECT 1 FROM note WHERE note.tenant_id = lead.tenant_id)
SELECT (SELECT max(name) FROM lead) FROM plan
SELECT * FROM plan ORDER BY (SELECT max(name) FROM lead)
SELECT * FROM (SELECT * FROM lead) AS d WHERE d.tenant_id = :x
SELECT d.* FROM (SELECT :x AS tenant_id) AS d JOIN lead l ON l.tenant_id = d.tenant_id
WITH c AS (SELECT * FROM lead) SELECT * FROM c WHERE tenant_id = :x
WITH lead AS (SELECT 1 AS tenant_id) SELECT * FROM lead WHERE tenant_id = :x
WITH c AS (SELECT :x AS tenant_id) SELECT * FROM lead JOIN c ON c.tenant_id = lead.tenant_id
SELECT * FROM note AS lead, lead AS note WHERE lead.tenant_id = :x AND note.tenant_id = :x
SELECT * FROM lead AS t1 WHERE t1.tenant_id = :x UNION SELECT * FROM lead AS t2
SELECT 1 WHERE EXISTS (SELECT 1 FROM lead)
UPDATE lead SET name = :x
UPDATE lead SET name = :x WHERE id = :x
UPDATE lead SET tenant_id = :x WHERE tenant_id = :x
UPDATE lead SET (name, tenant_id) = (:x, :x) WHERE tenant_id = :x
UPDATE lead SET name = n.text FROM note n WHERE lead.tenant_id = :x AND n.lead_id = lead.id
UPDATE lead SET name = (SELECT max(text) FROM note) WHERE tenant_id = :x
UPDATE lead SET name = :x WHERE tenant_id = :x RETURNING (SELECT max(text) FROM note)
UPDATE plan SET name = (SELECT max(name) FROM lead)
DELETE FROM lead
DELETE FROM lead WHERE id IN (SELECT id FROM lead WHERE tenant_id = :x)
INSERT INTO lead (name) VALUES (:x)
INSERT INTO lead VALUES (:x, :x)
INSERT INTO lead DEFAULT VALUES
INSERT INTO lead (tenant_id, name) VALUES ('b0b', :x)
INSERT INTO lead (tenant_id, name) VALUES (:x, :x), ('b0b', :x)
INSERT INTO lead (tenant_id, name) VALUES ((SELECT tenant_id FROM site), :x)
INSERT INTO lead (tenant_id, tenant_id) VALUES (:x, :x)
INSERT INTO lead (tenant_id, name) SELECT tenant_id, text FROM note
INSERT INTO lead (tenant_id, name) SELECT p.owner, n.text FROM note n, plan p WHERE n.tenant_id = :x
INSERT INTO lead (tenant_id, name) SELECT * FROM note WHERE tenant_id = :x
INSERT INTO lead (tenant_id, name) VALUES (:x, :x) ON CONFLICT DO NOTHING
INSERT INTO lead (tenant_id, name) VALUES (:x, :x) ON CONFLICT (id) DO UPDATE SET name = :x
INSERT INTO lead (tenant_id, name) VALUES (:x, :x) ON CONFLICT (tenant_id, name) DO UPDATE SET tenant_id = EXCLUDED.tenant_id
INSERT INTO lead (tenant_id, name) VALUES (:x, :x) ON CONFLICT (tenant_id, name) DO UPDATE SET name = (SELECT max(name) FROM lead)
INSERT INTO plan (name) SELECT name FROM lead
INSERT INTO plan (name) VALUES ((SELECT max(name) FROM lead))
REPLACE INTO lead (tenant_id, name) VALUES (:x, :x)
SELECT * FROM led WHERE tenant_id = :x
SELECT 1; DELETE FROM lead
SELECT 1 /* */ FROM lead WHERE tenant_id = :x
SELECT * FROM lead WHERE tenant_id = :x -- AND id = 1
DROP TABLE lead
CREATE TABLE copy AS SELECT * FROM lead
ALTER TABLE lead ADD COLUMN x TEXT
EXPLAIN SELECT * FROM lead
VACUUM
SELECT * FROM lead WHERE tenant_id = :x AND dblink('select 1')
SELECT FROM WHERE
"""

REFUSED_ON_SQLITE = """
SELECT * FROM 'lead'
SELECT * FROM [lead]
SELECT * FROM `lead`
SELECT * FROM main."lead"
SELECT * FROM plan WHERE id IN lead
SELECT * FROM lead WHERE tenant_id = ?1
SELECT * FROM lead WHERE tenant_id = $tenant
SELECT * FROM lead WHERE tenant_id IS :x
SELECT * FROM lead WHERE tenant_id = :x ISNULL
SELECT * FROM lead WHERE tenant_id = :x NOT NULL
SELECT * FROM lead WHERE tenant_id = :x COLLATE NOCASE
INSERT OR IGNORE INTO lead (tenant_id, name) VALUES (:x, :x)
INSERT OR REPLACE INTO lead (tenant_id, name) VALUES (:x, :x)
UPDATE OR REPLACE lead SET name = :x WHERE tenant_id = :x
SELECT * FROM lead_search WHERE lead_search MATCH :x
SELECT * FROM lead_search(:x)
SELECT * FROM lead_search WHERE rowid > :x
SELECT * FROM lead_search WHERE rowid NOT BETWEEN :x AND :x
SELECT * FROM lead_search WHERE rowid BETWEEN 0 AND 99999
SELECT * FROM lead_search WHERE rowid BETWEEN :x AND :x OR text MATCH :x
SELECT * FROM lead_search s JOIN lead l ON l.number = s.rowid WHERE l.tenant_id = :x
SELECT * FROM lead_search_content
INSERT INTO lead_search (text) VALUES (:x)
INSERT INTO lead_search (rowid, text) VALUES (1, :x)
INSERT INTO lead_search (rowid, text) SELECT number, name FROM lead WHERE tenant_id = :x
INSERT INTO lead_search (lead_search) VALUES ('optimize')
INSERT INTO lead_search (lead_search, rowid, text) VALUES ('delete', :x, :x)
UPDATE lead_search SET rowid = :x WHERE rowid = :x
DELETE FROM lead_search
ATTACH DATABASE 'other.db' AS other
PRAGMA writable_schema = 1
PRAGMA foreign_keys = OFF
SELECT load_extension(:x)
SELECT * FROM pragma_table_info('lead')
SELECT * FROM sqlite_master
SELECT 1 FROM lead WHERE "été" = :x AND tenant_id = :x
"""

REFUSED_ON_POSTGRES = """
TABLE lead
SELECT 1 UNION TABLE lead
SELECT * FROM ONLY lead
UPDATE ONLY lead SET name = :x
SELECT * INTO copy FROM lead WHERE tenant_id = :x
SELECT * FROM lead AS l (tenant_id, id) WHERE l.tenant_id = :x
SELECT * FROM lead AS "A", site AS a WHERE a.tenant_id = :x
SELECT * FROM lead AS "A" WHERE EXISTS (SELECT 1 FROM site AS a WHERE "A".tenant_id = :x AND "A".tenant_id = a.tenant_id)
SELECT * FROM lead l, LATERAL (SELECT * FROM note) AS n WHERE l.tenant_id = :x
SELECT l.id FROM lead l, (SELECT * FROM note WHERE note.tenant_id = l.tenant_id) AS n WHERE l.tenant_id = :x
SELECT * FROM lead WHERE tenant_id = ANY(:x)
SELECT * FROM lead TABLESAMPLE SYSTEM (10) WHERE tenant_id = :x
DELETE FROM lead AS l USING note AS n WHERE l.tenant_id = :x
DELETE FROM lead AS l USING note AS n WHERE n.tenant_id = :x
WITH gone AS (DELETE FROM lead RETURNING id) SELECT * FROM gone
INSERT INTO lead (tenant_id, name) VALUES (:x, :x) ON CONFLICT ON CONSTRAINT lead_pkey DO UPDATE SET name = :x
MERGE INTO lead USING note ON lead.id = note.lead_id WHEN MATCHED THEN DELETE
COPY lead TO STDOUT
COPY (SELECT 1) TO PROGRAM 'cat'
SET ROLE filon_operator
SET filon.tenant = 'b0b'
SET search_path = other
SELECT set_config('role', :x, true)
SELECT set_config('filon.tenant', :x, false)
SELECT set_config('filon.tenant', :x, true)
SELECT query_to_xml('select * from lead', true, true, '')
SELECT * FROM dblink('…', 'select * from lead') AS t(id text)
SELECT * FROM lead WHERE name = E'\\' OR tenant_id = :x --'
SELECT * FROM lead WHERE name = $$x$$ AND tenant_id = :x
SELECT * FROM lead WHERE name LIKE '%s' AND tenant_id = :x
SELECT * FROM lead WHERE name = %(name)s AND tenant_id = :x
SELECT * FROM pg_stats
SELECT * FROM elsewhere.plan
DO 'begin end'
CALL something()
LOCK TABLE lead
TRUNCATE lead
PREPARE TRANSACTION 'x'
"""
