-- Parts of words and misspellings are found by their trigrams. The extension comes with Postgres and is trusted, but a
-- server of one's own may not let its user install it.
DO $$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported THEN
  RAISE EXCEPTION 'Sheaf needs the Postgres extension pg_trgm to search for parts of words. Ask whoever runs the database to execute CREATE EXTENSION pg_trgm in it, then start Sheaf again. Postgres said: %', SQLERRM;
END $$;

-- CreateEnum
CREATE TYPE "MetadataKind" AS ENUM ('number', 'date', 'category', 'text');

-- CreateTable
CREATE TABLE "SearchWord" (
    "datasetId" UUID NOT NULL,
    "word" TEXT NOT NULL,

    CONSTRAINT "SearchWord_pkey" PRIMARY KEY ("datasetId","word")
);

-- CreateTable
CREATE TABLE "MetadataField" (
    "id" SERIAL NOT NULL,
    "datasetId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "kind" "MetadataKind" NOT NULL,
    "valueCount" INTEGER NOT NULL,
    "numberCount" INTEGER NOT NULL,
    "dateCount" INTEGER NOT NULL,
    "distinctCount" INTEGER NOT NULL,

    CONSTRAINT "MetadataField_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "MetadataValue" (
    "fieldId" INTEGER NOT NULL,
    "sampleId" UUID NOT NULL,
    "text" TEXT NOT NULL,
    "number" DOUBLE PRECISION,

    CONSTRAINT "MetadataValue_pkey" PRIMARY KEY ("sampleId","fieldId","text")
);

-- CreateIndex
CREATE INDEX "SearchWord_word_idx" ON "SearchWord" USING GIN ("word" gin_trgm_ops);

-- CreateIndex
CREATE UNIQUE INDEX "MetadataField_datasetId_name_key" ON "MetadataField"("datasetId", "name");

-- CreateIndex
CREATE INDEX "MetadataValue_fieldId_text_idx" ON "MetadataValue"("fieldId", "text");

-- CreateIndex
CREATE INDEX "MetadataValue_fieldId_number_idx" ON "MetadataValue"("fieldId", "number");

-- AddForeignKey
ALTER TABLE "SearchWord" ADD CONSTRAINT "SearchWord_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MetadataField" ADD CONSTRAINT "MetadataField_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "MetadataValue" ADD CONSTRAINT "MetadataValue_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "Sample"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- The words of a text with their places. Letters become small by the rules of Unicode, and quotation marks, dashes and
-- wide spaces separate words as their plain relatives do; so do signs that the parser would take for markup or paths and
-- leave out. A text longer than 250,000 characters is searched so far.
CREATE FUNCTION "searchWords"(given TEXT) RETURNS TSVECTOR LANGUAGE SQL IMMUTABLE PARALLEL SAFE RETURN
  to_tsvector('pg_catalog.simple'::regconfig, lower(translate(left(given, 250000),
    U&'\201C\201D\201E\201A\2018\2019\00AB\00BB\2039\203A\2013\2014\2026\00B7\2022\00A0\202F\3000\3001\3002\FF0C<>&/=',
    '     ''                    ') COLLATE "und-x-icu"));

CREATE INDEX "SampleText_words_idx" ON "SampleText" USING GIN ("searchWords"("text"));

-- Names of pictures are found by any part of them; a row of a table has no name of its own.
CREATE INDEX "SampleOrigin_name_idx" ON "SampleOrigin" USING GIN ("name" gin_trgm_ops) WHERE "name" NOT LIKE 'row %';

-- A number as files write it; null for anything else.
CREATE FUNCTION "readNumber"(given TEXT) RETURNS DOUBLE PRECISION LANGUAGE SQL IMMUTABLE PARALLEL SAFE RETURN
  CASE WHEN btrim(given) ~ '^[+-]?([0-9]{1,150}(\.[0-9]{0,150})?|\.[0-9]{1,150})([eE][+-]?[0-9]{1,2})?$'
    THEN btrim(given)::double precision END;

-- A date, or a date and time, of ISO 8601 as seconds since 1970 in UTC; null for anything else.
CREATE FUNCTION "readDate"(given TEXT) RETURNS DOUBLE PRECISION LANGUAGE SQL IMMUTABLE PARALLEL SAFE RETURN
  CASE WHEN btrim(given) ~ '^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])([T ]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.,][0-9]{1,9})?)?( ?(Z|[+-][01][0-9]:?[0-5][0-9]))?)?$'
      AND left(btrim(given), 4) <> '0000'
    THEN 86400.0 * (make_date(substr(btrim(given), 1, 4)::int, substr(btrim(given), 6, 2)::int, 1) - make_date(1970, 1, 1)
        + substr(btrim(given), 9, 2)::int - 1)
      + coalesce(extract(epoch FROM substring(btrim(given) FROM '[T ]([0-9:]{5,8})')::time), 0)::double precision
      - coalesce(substring(btrim(given) FROM ':[0-9.,: ]*([+-][0-9]{2}):?[0-9]{2}$')::int * 3600
        + (substring(btrim(given) FROM ':[0-9.,: ]*([+-])[0-9]{2}:?[0-9]{2}$') || substring(btrim(given) FROM '([0-9]{2})$'))::int * 60, 0)
    END;

-- What a field of metadata is, by how many of its values can be read as what. A field of names, ids or sentences, each
-- another, is text: no list of its values would help.
CREATE FUNCTION "metadataKind"(value_count INTEGER, number_count INTEGER, date_count INTEGER, distinct_count INTEGER)
RETURNS "MetadataKind" LANGUAGE SQL IMMUTABLE PARALLEL SAFE RETURN
  CASE WHEN number_count >= 0.95 * value_count THEN 'number'::"MetadataKind"
    WHEN date_count >= 0.95 * value_count THEN 'date'::"MetadataKind"
    WHEN distinct_count > 10000 OR (distinct_count > 100 AND distinct_count > 0.5 * value_count) THEN 'text'::"MetadataKind"
    ELSE 'category'::"MetadataKind" END;

-- What the datasets that are there already hold.
INSERT INTO "SearchWord" ("datasetId", "word")
SELECT d."id", w."word" FROM "Dataset" d CROSS JOIN LATERAL (
  SELECT "word" FROM ts_stat(format(
    'SELECT "searchWords"(t."text") FROM "SampleText" t JOIN "Sample" s ON s."id" = t."sampleId" WHERE s."datasetId" = %L', d."id"))
  WHERE length("word") <= 64 ORDER BY "ndoc" DESC, "word" LIMIT 200000) w
WHERE d."modality" = 'text';

INSERT INTO "MetadataField" ("datasetId", "name", "kind", "valueCount", "numberCount", "dateCount", "distinctCount")
SELECT "datasetId", "name", "metadataKind"("valueCount", "numberCount", "dateCount", "distinctCount"),
  "valueCount", "numberCount", "dateCount", "distinctCount"
FROM (
  SELECT o."datasetId", m.key AS "name", count(*)::int AS "valueCount", count("readNumber"(m.value))::int AS "numberCount",
    count("readDate"(m.value))::int AS "dateCount", count(DISTINCT left(m.value, 200))::int AS "distinctCount"
  FROM "SampleOrigin" o CROSS JOIN LATERAL jsonb_each_text(o."metadata") m
  WHERE jsonb_typeof(o."metadata") = 'object' AND btrim(m.value) <> ''
  GROUP BY o."datasetId", m.key) AS counted;

INSERT INTO "MetadataValue" ("fieldId", "sampleId", "text", "number")
SELECT f."id", o."sampleId", left(m.value, 200), CASE f."kind" WHEN 'number' THEN "readNumber"(m.value) WHEN 'date' THEN "readDate"(m.value) END
FROM "SampleOrigin" o CROSS JOIN LATERAL jsonb_each_text(o."metadata") m
JOIN "MetadataField" f ON f."datasetId" = o."datasetId" AND f."name" = m.key AND f."kind" <> 'text'
WHERE jsonb_typeof(o."metadata") = 'object' AND btrim(m.value) <> ''
ON CONFLICT DO NOTHING;
