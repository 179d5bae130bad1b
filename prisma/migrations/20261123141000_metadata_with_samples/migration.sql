-- DropForeignKey
ALTER TABLE "MetadataValue" DROP CONSTRAINT "MetadataValue_sampleId_fkey";

-- Millions of values are entered with an import; they go with their samples as labels do.
CREATE OR REPLACE FUNCTION "remove_with_samples"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  DELETE FROM "Label" l USING gone WHERE l."sampleId" = gone."id";
  DELETE FROM "Exclusion" x USING gone WHERE x."sampleId" = gone."id";
  DELETE FROM "OperationEffect" e USING gone WHERE e."sampleId" = gone."id";
  DELETE FROM "MetadataValue" v USING gone WHERE v."sampleId" = gone."id";
  RETURN NULL;
END $$;
