-- A database as the last version with schema 1 left it when it was killed, dumped as text: live is mounted,
-- claimed and has an open operation, deleted waits for the end of its grace time and is paused, orphan was
-- removed with Retain, gone was deleted at its backend.
BEGIN TRANSACTION;
CREATE TABLE attachments(
  name TEXT NOT NULL PRIMARY KEY,
  volume TEXT NOT NULL,
  generation INTEGER NOT NULL,
  spec TEXT NOT NULL,
  managed_set TEXT NOT NULL,
  source TEXT NOT NULL,
  applied_at INTEGER NOT NULL) STRICT;
INSERT INTO "attachments" VALUES('live-db1','live',1,'{"driftPolicy":"Repair","mount":{"options":["noatime"],"path":"/srv/live"},"name":"live-db1","node":"db1","volume":"live"}','default','a.yaml:9',1000);
CREATE TABLE claims(
  volume TEXT NOT NULL,
  node TEXT NOT NULL,
  door TEXT NOT NULL,
  consumer TEXT NOT NULL,
  body TEXT NOT NULL,
  PRIMARY KEY (volume, node, door, consumer)) STRICT;
INSERT INTO "claims" VALUES('live','db1','docker','c1','{"boot":"boot-1","consumer":"c1","count":1,"door":"docker","node":"db1","state":"Held","volume":"live"}');
CREATE TABLE events(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  volume TEXT NOT NULL,
  body TEXT NOT NULL) STRICT;
INSERT INTO "events" VALUES(1,11000,'live','{"at":"1970-01-01T00:00:11.000Z","id":0,"reason":"Create","type":"Normal","volume":"live"}');
INSERT INTO "events" VALUES(2,11000,'deleted','{"at":"1970-01-01T00:00:11.000Z","id":0,"reason":"Create","type":"Normal","volume":"deleted"}');
INSERT INTO "events" VALUES(3,11000,'orphan','{"at":"1970-01-01T00:00:11.000Z","id":0,"reason":"Create","type":"Normal","volume":"orphan"}');
INSERT INTO "events" VALUES(4,11000,'gone','{"at":"1970-01-01T00:00:11.000Z","id":0,"reason":"Create","type":"Normal","volume":"gone"}');
INSERT INTO "events" VALUES(5,21000,'live','{"at":"1970-01-01T00:00:21.000Z","id":0,"reason":"Mount","type":"Normal","volume":"live"}');
INSERT INTO "events" VALUES(6,51000,'orphan','{"at":"1970-01-01T00:00:51.000Z","id":0,"reason":"Forgotten","type":"Normal","volume":"orphan"}');
INSERT INTO "events" VALUES(7,51000,'gone','{"at":"1970-01-01T00:00:51.000Z","id":0,"reason":"Forgotten","type":"Normal","volume":"gone"}');
CREATE TABLE meta(
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL) STRICT;
INSERT INTO "meta" VALUES('epoch','1');
CREATE TABLE names(
  name TEXT NOT NULL PRIMARY KEY,
  incarnation INTEGER NOT NULL DEFAULT 0 CHECK (incarnation >= 0),
  fencing INTEGER NOT NULL DEFAULT 0 CHECK (fencing >= 0),
  revision INTEGER NOT NULL DEFAULT 0,
  paused INTEGER NOT NULL DEFAULT 0) STRICT;
INSERT INTO "names" VALUES('live',0,0,1,0);
INSERT INTO "names" VALUES('deleted',0,0,3,1);
INSERT INTO "names" VALUES('orphan',0,0,3,0);
INSERT INTO "names" VALUES('gone',1,3,3,0);
CREATE TABLE operations(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  volume TEXT NOT NULL,
  revision INTEGER NOT NULL,
  started INTEGER NOT NULL,
  finished INTEGER,
  body TEXT NOT NULL) STRICT;
INSERT INTO "operations" VALUES(1,'live',1,10000,11000,'{"action":"Create","boot":"boot-1","detail":"as it was","fencingToken":1,"finished":"1970-01-01T00:00:11.000Z","id":0,"outcome":"Succeeded","process":"42/1000","started":"1970-01-01T00:00:10.000Z","volume":"live"}');
INSERT INTO "operations" VALUES(2,'deleted',1,10000,11000,'{"action":"Create","boot":"boot-1","detail":"as it was","fencingToken":1,"finished":"1970-01-01T00:00:11.000Z","id":0,"outcome":"Succeeded","process":"42/1000","started":"1970-01-01T00:00:10.000Z","volume":"deleted"}');
INSERT INTO "operations" VALUES(3,'orphan',1,10000,11000,'{"action":"Create","boot":"boot-1","detail":"as it was","fencingToken":1,"finished":"1970-01-01T00:00:11.000Z","id":0,"outcome":"Succeeded","process":"42/1000","started":"1970-01-01T00:00:10.000Z","volume":"orphan"}');
INSERT INTO "operations" VALUES(4,'gone',1,10000,11000,'{"action":"Create","boot":"boot-1","detail":"as it was","fencingToken":1,"finished":"1970-01-01T00:00:11.000Z","id":0,"outcome":"Succeeded","process":"42/1000","started":"1970-01-01T00:00:10.000Z","volume":"gone"}');
INSERT INTO "operations" VALUES(5,'live',1,20000,21000,'{"action":"Mount","boot":"boot-1","detail":"as it was","fencingToken":2,"finished":"1970-01-01T00:00:21.000Z","id":0,"outcome":"Succeeded","process":"42/1000","started":"1970-01-01T00:00:20.000Z","volume":"live"}');
INSERT INTO "operations" VALUES(6,'orphan',2,50000,51000,'{"action":"Forget","boot":"boot-1","fencingToken":2,"finished":"1970-01-01T00:00:51.000Z","id":0,"outcome":"Succeeded","process":"42/1000","started":"1970-01-01T00:00:50.000Z","volume":"orphan"}');
INSERT INTO "operations" VALUES(7,'gone',2,50000,51000,'{"action":"Forget","boot":"boot-1","fencingToken":2,"finished":"1970-01-01T00:00:51.000Z","id":0,"outcome":"Succeeded","process":"42/1000","started":"1970-01-01T00:00:50.000Z","volume":"gone"}');
INSERT INTO "operations" VALUES(8,'live',1,60000,NULL,'{"action":"Remount","boot":"boot-1","fencingToken":3,"id":0,"outcome":"Running","process":"42/1000","started":"1970-01-01T00:01:00.000Z","volume":"live"}');
CREATE TABLE quarantine(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  at INTEGER NOT NULL,
  origin TEXT NOT NULL,
  key TEXT NOT NULL,
  volume TEXT NOT NULL,
  harms INTEGER NOT NULL,
  error TEXT NOT NULL,
  content TEXT NOT NULL) STRICT;
CREATE TABLE records(
  volume TEXT NOT NULL PRIMARY KEY,
  fencing INTEGER NOT NULL,
  body TEXT NOT NULL) STRICT;
INSERT INTO "records" VALUES('live',3,'{"attach":{"boot":"boot-1","device":"/dev/loop3","identity":"loop:254:0:1234"},"backendId":"vol-live","conditions":{"Ready":{"message":"everything is as declared","reason":"Converged","since":"1970-01-01T00:00:21.000Z","status":true}},"createStarted":true,"facts":{"createdBlank":true,"domain":"test-domain","fencingToken":3,"format":{"phase":"Formatted","type":"ext4","uuid":"0b7e4a3a-0000-4000-8000-000000000001"},"name":"live","owner":"db1","uid":"09df9ef8-87cd-51d1-ac0a-aed8a4a46c68"},"fencingToken":3,"lastCreateAt":"1970-01-01T00:00:10.000Z","mount":{"boot":"boot-1","declaredOptions":["noatime"],"liveFsOptions":"rw","liveOptions":"rw,noatime","target":"/srv/live"},"orphaned":false,"service":"local","target":{"created":["/srv/live"],"path":"/srv/live","protectedUnderlay":true},"uid":"09df9ef8-87cd-51d1-ac0a-aed8a4a46c68","volume":"live"}');
INSERT INTO "records" VALUES('deleted',1,'{"attach":null,"backendId":"vol-deleted","createStarted":true,"facts":{"createdBlank":true,"domain":"test-domain","fencingToken":3,"format":{"phase":"Formatted","type":"ext4","uuid":"0b7e4a3a-0000-4000-8000-000000000001"},"name":"deleted","owner":"db1","uid":"4b0345c7-6703-5d83-8195-26f492d51868"},"fencingToken":1,"lastCreateAt":"1970-01-01T00:00:10.000Z","mount":null,"orphaned":false,"service":"local","target":null,"uid":"4b0345c7-6703-5d83-8195-26f492d51868","volume":"deleted"}');
INSERT INTO "records" VALUES('orphan',2,'{"attach":null,"backendId":"vol-orphan","createStarted":true,"facts":{"createdBlank":true,"domain":"test-domain","fencingToken":3,"format":{"phase":"Formatted","type":"ext4","uuid":"0b7e4a3a-0000-4000-8000-000000000001"},"name":"orphan","owner":"db1","uid":"5f4eeedc-8942-5c66-a895-492b1630ba47"},"fencingToken":2,"lastCreateAt":"1970-01-01T00:00:10.000Z","mount":null,"orphaned":true,"service":"local","target":null,"uid":"5f4eeedc-8942-5c66-a895-492b1630ba47","volume":"orphan"}');
CREATE TABLE removed_attachments(
  volume TEXT NOT NULL,
  name TEXT NOT NULL,
  node TEXT NOT NULL,
  generation INTEGER NOT NULL,
  deleted_at INTEGER NOT NULL,
  PRIMARY KEY (volume, name, node)) STRICT;
INSERT INTO "removed_attachments" VALUES('deleted','deleted-db1','db1',1,40000);
CREATE TABLE volumes(
  name TEXT NOT NULL PRIMARY KEY,
  uid TEXT NOT NULL,
  service TEXT NOT NULL,
  incarnation INTEGER NOT NULL,
  generation INTEGER NOT NULL,
  spec TEXT,
  managed_set TEXT NOT NULL,
  source TEXT NOT NULL,
  applied_at INTEGER NOT NULL,
  tombstone TEXT,
  CHECK (spec IS NULL OR tombstone IS NULL)) STRICT;
INSERT INTO "volumes" VALUES('live','09df9ef8-87cd-51d1-ac0a-aed8a4a46c68','local',0,1,'{"deletionProtection":false,"metadata":{"labels":{"app":"postgres"}},"name":"live","reclaimPolicy":"Retain","service":"local","size":1073741824}','default','a.yaml:1',1000,NULL);
INSERT INTO "volumes" VALUES('deleted','4b0345c7-6703-5d83-8195-26f492d51868','local',0,2,NULL,'default','a.yaml:1',1000,'{"deleteAfter":"1970-01-02T01:00:00.000Z","deletedAt":"1970-01-01T00:00:40.000Z","generation":2,"reclaimPolicy":"Delete"}');
INSERT INTO "volumes" VALUES('orphan','5f4eeedc-8942-5c66-a895-492b1630ba47','local',0,2,NULL,'default','a.yaml:1',1000,NULL);
CREATE INDEX attachments_volume ON attachments(volume);
CREATE INDEX operations_volume ON operations(volume, id);
CREATE INDEX operations_open ON operations(volume) WHERE finished IS NULL;
CREATE INDEX events_volume ON events(volume, id);
CREATE INDEX quarantine_volume ON quarantine(volume);
DELETE FROM "sqlite_sequence";
INSERT INTO "sqlite_sequence" VALUES('operations',8);
INSERT INTO "sqlite_sequence" VALUES('events',7);
COMMIT;
PRAGMA application_id=1920496249;
PRAGMA user_version=1;
