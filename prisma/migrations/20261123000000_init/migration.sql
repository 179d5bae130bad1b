-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "Modality" AS ENUM ('image', 'text');

-- CreateEnum
CREATE TYPE "LabelSource" AS ENUM ('person', 'import', 'rule', 'classifier');

-- CreateEnum
CREATE TYPE "OperationKind" AS ENUM ('accept', 'label', 'exclude', 'clear', 'revert', 'import');

-- CreateEnum
CREATE TYPE "GroupSource" AS ENUM ('cluster', 'search', 'similar', 'lasso', 'duplicates', 'filter', 'rule', 'classifier');

-- CreateEnum
CREATE TYPE "ImportStatus" AS ENUM ('uploading', 'inspecting', 'ready', 'queued', 'running', 'committed', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "ImportFileStatus" AS ENUM ('expected', 'staged', 'unreadable');

-- CreateEnum
CREATE TYPE "JobStatus" AS ENUM ('queued', 'running', 'paused', 'succeeded', 'failed', 'cancelled');

-- CreateEnum
CREATE TYPE "JobKind" AS ENUM ('intake', 'embed', 'cluster', 'snapshot', 'export', 'demo', 'purge');

-- CreateEnum
CREATE TYPE "VersionStatus" AS ENUM ('freezing', 'frozen', 'failed');

-- CreateEnum
CREATE TYPE "ExportFormat" AS ENUM ('csv', 'jsonl', 'folders');

-- CreateEnum
CREATE TYPE "ExportStatus" AS ENUM ('queued', 'running', 'ready', 'failed', 'cancelled');

-- CreateTable
CREATE TABLE "Person" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Dataset" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "modality" "Modality" NOT NULL,
    "revision" BIGINT NOT NULL DEFAULT 0,
    "sampleCount" INTEGER NOT NULL DEFAULT 0,
    "labeledCount" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Dataset_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LabelClass" (
    "id" UUID NOT NULL,
    "datasetId" UUID NOT NULL,
    "parentId" UUID,
    "name" TEXT NOT NULL,
    "slot" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "key" TEXT,
    "description" TEXT NOT NULL DEFAULT '',
    "labelCount" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "LabelClass_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Blob" (
    "hash" BYTEA NOT NULL,
    "sizeBytes" BIGINT NOT NULL,
    "mediaType" TEXT NOT NULL,
    "referenceCount" INTEGER NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Blob_pkey" PRIMARY KEY ("hash")
);

-- CreateTable
CREATE TABLE "Import" (
    "id" UUID NOT NULL,
    "datasetId" UUID,
    "datasetName" TEXT,
    "name" TEXT NOT NULL,
    "modality" "Modality",
    "status" "ImportStatus" NOT NULL,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "inspection" JSONB,
    "totalCount" INTEGER NOT NULL DEFAULT 0,
    "newCount" INTEGER NOT NULL DEFAULT 0,
    "duplicateCount" INTEGER NOT NULL DEFAULT 0,
    "leftOutCount" INTEGER NOT NULL DEFAULT 0,
    "labelCount" INTEGER NOT NULL DEFAULT 0,
    "message" TEXT,
    "jobId" UUID,
    "personId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "committedAt" TIMESTAMPTZ(3),
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Import_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportFile" (
    "id" UUID NOT NULL,
    "importId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "sizeBytes" BIGINT NOT NULL,
    "sha256" BYTEA,
    "status" "ImportFileStatus" NOT NULL,
    "reason" TEXT,

    CONSTRAINT "ImportFile_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ImportRow" (
    "importId" UUID NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "filePosition" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "externalId" TEXT,
    "label" TEXT,
    "metadata" JSONB,
    "payloadHash" BYTEA NOT NULL,
    "sizeBytes" INTEGER NOT NULL,
    "preview" TEXT NOT NULL,
    "text" TEXT,
    "width" INTEGER,
    "height" INTEGER,
    "mediaType" TEXT,
    "viewHash" BYTEA,
    "thumbHash" BYTEA,
    "viewSizeBytes" INTEGER,
    "thumbSizeBytes" INTEGER,

    CONSTRAINT "ImportRow_pkey" PRIMARY KEY ("importId","ordinal")
);

-- CreateTable
CREATE TABLE "ImportProblem" (
    "id" BIGSERIAL NOT NULL,
    "importId" UUID NOT NULL,
    "fileName" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "reason" TEXT NOT NULL,
    "sizeBytes" BIGINT,

    CONSTRAINT "ImportProblem_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Sample" (
    "id" UUID NOT NULL,
    "datasetId" UUID NOT NULL,
    "importId" UUID NOT NULL,
    "payloadHash" BYTEA NOT NULL,
    "preview" TEXT NOT NULL,
    "sizeBytes" INTEGER NOT NULL,
    "width" INTEGER,
    "height" INTEGER,
    "viewHash" BYTEA,
    "thumbHash" BYTEA,
    "revision" BIGINT NOT NULL DEFAULT 0,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "deletedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Sample_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SampleText" (
    "sampleId" UUID NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "SampleText_pkey" PRIMARY KEY ("sampleId")
);

-- CreateTable
CREATE TABLE "SampleOrigin" (
    "id" UUID NOT NULL,
    "datasetId" UUID NOT NULL,
    "sampleId" UUID NOT NULL,
    "importId" UUID NOT NULL,
    "originKey" BYTEA NOT NULL,
    "fileName" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "externalId" TEXT,
    "label" TEXT,
    "metadata" JSONB,

    CONSTRAINT "SampleOrigin_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EmbeddingModel" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "version" TEXT NOT NULL,
    "modality" "Modality" NOT NULL,
    "weightsHash" BYTEA NOT NULL,
    "preprocessing" TEXT NOT NULL,
    "dimension" INTEGER NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "EmbeddingModel_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Embedding" (
    "sampleId" UUID NOT NULL,
    "modelId" UUID NOT NULL,
    "vector" BYTEA NOT NULL,

    CONSTRAINT "Embedding_pkey" PRIMARY KEY ("modelId","sampleId")
);

-- CreateTable
CREATE TABLE "EmbeddingProblem" (
    "sampleId" UUID NOT NULL,
    "modelId" UUID NOT NULL,
    "reason" TEXT NOT NULL,

    CONSTRAINT "EmbeddingProblem_pkey" PRIMARY KEY ("modelId","sampleId")
);

-- CreateTable
CREATE TABLE "ClusterRun" (
    "id" UUID NOT NULL,
    "datasetId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "modelId" UUID NOT NULL,
    "k" INTEGER NOT NULL,
    "kReason" TEXT NOT NULL,
    "seed" INTEGER NOT NULL,
    "parameters" JSONB NOT NULL,
    "sampleCount" INTEGER NOT NULL,
    "iterations" INTEGER NOT NULL,
    "inertia" DOUBLE PRECISION NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ClusterRun_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Cluster" (
    "id" UUID NOT NULL,
    "runId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "words" JSONB NOT NULL DEFAULT '[]',
    "size" INTEGER NOT NULL,
    "cohesion" DOUBLE PRECISION NOT NULL,
    "boundaryRank" INTEGER NOT NULL,
    "representatives" UUID[],
    "fringe" UUID[],
    "centre" BYTEA NOT NULL,

    CONSTRAINT "Cluster_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ClusterMember" (
    "runId" UUID NOT NULL,
    "sampleId" UUID NOT NULL,
    "clusterId" UUID NOT NULL,
    "rank" INTEGER NOT NULL,
    "distance" REAL NOT NULL,

    CONSTRAINT "ClusterMember_pkey" PRIMARY KEY ("runId","sampleId")
);

-- CreateTable
CREATE TABLE "Operation" (
    "id" UUID NOT NULL,
    "datasetId" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "kind" "OperationKind" NOT NULL,
    "personId" UUID NOT NULL,
    "labelClassId" UUID,
    "groupSource" "GroupSource",
    "groupId" UUID,
    "groupTitle" TEXT,
    "sampleCount" INTEGER NOT NULL,
    "excludedCount" INTEGER NOT NULL DEFAULT 0,
    "beyondCount" INTEGER NOT NULL DEFAULT 0,
    "conflictCount" INTEGER NOT NULL DEFAULT 0,
    "idempotencyKey" TEXT NOT NULL,
    "requestHash" BYTEA NOT NULL,
    "revertsId" UUID,
    "note" TEXT,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Operation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OperationEffect" (
    "operationId" UUID NOT NULL,
    "sampleId" UUID NOT NULL,
    "before" JSONB,
    "after" JSONB,

    CONSTRAINT "OperationEffect_pkey" PRIMARY KEY ("operationId","sampleId")
);

-- CreateTable
CREATE TABLE "Label" (
    "sampleId" UUID NOT NULL,
    "labelClassId" UUID NOT NULL,
    "datasetId" UUID NOT NULL,
    "labelSource" "LabelSource" NOT NULL,
    "operationId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "decidedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Label_pkey" PRIMARY KEY ("sampleId","labelClassId")
);

-- CreateTable
CREATE TABLE "Exclusion" (
    "sampleId" UUID NOT NULL,
    "labelClassId" UUID NOT NULL,
    "datasetId" UUID NOT NULL,
    "operationId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "decidedAt" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "Exclusion_pkey" PRIMARY KEY ("sampleId","labelClassId")
);

-- CreateTable
CREATE TABLE "Suggestion" (
    "sampleId" UUID NOT NULL,
    "labelClassId" UUID NOT NULL,
    "labelSource" "LabelSource" NOT NULL,
    "sourceId" UUID NOT NULL,
    "datasetId" UUID NOT NULL,
    "confidence" REAL,

    CONSTRAINT "Suggestion_pkey" PRIMARY KEY ("sampleId","labelClassId","labelSource","sourceId")
);

-- CreateTable
CREATE TABLE "DatasetVersion" (
    "id" UUID NOT NULL,
    "datasetId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "status" "VersionStatus" NOT NULL,
    "revision" BIGINT NOT NULL,
    "note" TEXT NOT NULL DEFAULT '',
    "contentHash" BYTEA,
    "sampleCount" INTEGER NOT NULL DEFAULT 0,
    "labelCount" INTEGER NOT NULL DEFAULT 0,
    "classCounts" JSONB NOT NULL DEFAULT '[]',
    "message" TEXT,
    "jobId" UUID,
    "personId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "frozenAt" TIMESTAMPTZ(3),

    CONSTRAINT "DatasetVersion_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "VersionBlob" (
    "versionId" UUID NOT NULL,
    "hash" BYTEA NOT NULL,

    CONSTRAINT "VersionBlob_pkey" PRIMARY KEY ("versionId","hash")
);

-- CreateTable
CREATE TABLE "Export" (
    "id" UUID NOT NULL,
    "versionId" UUID NOT NULL,
    "format" "ExportFormat" NOT NULL,
    "raw" BOOLEAN NOT NULL DEFAULT false,
    "status" "ExportStatus" NOT NULL,
    "fileName" TEXT NOT NULL,
    "sizeBytes" BIGINT,
    "sha256" BYTEA,
    "message" TEXT,
    "jobId" UUID,
    "personId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "readyAt" TIMESTAMPTZ(3),

    CONSTRAINT "Export_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Job" (
    "id" UUID NOT NULL,
    "datasetId" UUID,
    "kind" "JobKind" NOT NULL,
    "status" "JobStatus" NOT NULL DEFAULT 'queued',
    "payload" JSONB NOT NULL,
    "request" TEXT,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "doneCount" INTEGER NOT NULL DEFAULT 0,
    "totalCount" INTEGER NOT NULL DEFAULT 0,
    "unit" TEXT NOT NULL DEFAULT 'samples',
    "ratePerS" DOUBLE PRECISION,
    "message" TEXT,
    "result" JSONB,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "startedAt" TIMESTAMPTZ(3),
    "heartbeatAt" TIMESTAMPTZ(3),
    "leaseUntil" TIMESTAMPTZ(3),
    "finishedAt" TIMESTAMPTZ(3),

    CONSTRAINT "Job_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "Person_name_key" ON "Person"("name");

-- CreateIndex
CREATE UNIQUE INDEX "LabelClass_datasetId_name_key" ON "LabelClass"("datasetId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "LabelClass_datasetId_slot_key" ON "LabelClass"("datasetId", "slot");

-- CreateIndex
CREATE INDEX "Blob_referenceCount_idx" ON "Blob"("referenceCount");

-- CreateIndex
CREATE INDEX "Import_datasetId_createdAt_idx" ON "Import"("datasetId", "createdAt");

-- CreateIndex
CREATE UNIQUE INDEX "ImportFile_importId_position_key" ON "ImportFile"("importId", "position");

-- CreateIndex
CREATE INDEX "ImportProblem_importId_id_idx" ON "ImportProblem"("importId", "id");

-- CreateIndex
CREATE INDEX "Sample_datasetId_id_idx" ON "Sample"("datasetId", "id");

-- CreateIndex
CREATE INDEX "Sample_importId_idx" ON "Sample"("importId");

-- CreateIndex
CREATE UNIQUE INDEX "Sample_datasetId_payloadHash_key" ON "Sample"("datasetId", "payloadHash");

-- CreateIndex
CREATE INDEX "SampleOrigin_sampleId_idx" ON "SampleOrigin"("sampleId");

-- CreateIndex
CREATE INDEX "SampleOrigin_importId_idx" ON "SampleOrigin"("importId");

-- CreateIndex
CREATE UNIQUE INDEX "SampleOrigin_datasetId_originKey_key" ON "SampleOrigin"("datasetId", "originKey");

-- CreateIndex
CREATE UNIQUE INDEX "EmbeddingModel_name_version_weightsHash_preprocessing_dimen_key" ON "EmbeddingModel"("name", "version", "weightsHash", "preprocessing", "dimension");

-- CreateIndex
CREATE INDEX "Embedding_sampleId_idx" ON "Embedding"("sampleId");

-- CreateIndex
CREATE INDEX "EmbeddingProblem_sampleId_idx" ON "EmbeddingProblem"("sampleId");

-- CreateIndex
CREATE UNIQUE INDEX "ClusterRun_datasetId_number_key" ON "ClusterRun"("datasetId", "number");

-- CreateIndex
CREATE UNIQUE INDEX "Cluster_runId_number_key" ON "Cluster"("runId", "number");

-- CreateIndex
CREATE INDEX "ClusterMember_sampleId_idx" ON "ClusterMember"("sampleId");

-- CreateIndex
CREATE UNIQUE INDEX "ClusterMember_clusterId_rank_key" ON "ClusterMember"("clusterId", "rank");

-- CreateIndex
CREATE UNIQUE INDEX "Operation_revertsId_key" ON "Operation"("revertsId");

-- CreateIndex
CREATE INDEX "Operation_datasetId_personId_seq_idx" ON "Operation"("datasetId", "personId", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "Operation_datasetId_seq_key" ON "Operation"("datasetId", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "Operation_datasetId_idempotencyKey_key" ON "Operation"("datasetId", "idempotencyKey");

-- CreateIndex
CREATE INDEX "OperationEffect_sampleId_idx" ON "OperationEffect"("sampleId");

-- CreateIndex
CREATE INDEX "Label_datasetId_labelClassId_sampleId_idx" ON "Label"("datasetId", "labelClassId", "sampleId");

-- CreateIndex
CREATE INDEX "Exclusion_datasetId_labelClassId_idx" ON "Exclusion"("datasetId", "labelClassId");

-- CreateIndex
CREATE INDEX "Suggestion_datasetId_labelClassId_idx" ON "Suggestion"("datasetId", "labelClassId");

-- CreateIndex
CREATE UNIQUE INDEX "DatasetVersion_datasetId_number_key" ON "DatasetVersion"("datasetId", "number");

-- CreateIndex
CREATE INDEX "Export_versionId_createdAt_idx" ON "Export"("versionId", "createdAt");

-- CreateIndex
CREATE INDEX "Job_datasetId_createdAt_idx" ON "Job"("datasetId", "createdAt");

-- CreateIndex
CREATE INDEX "Job_status_idx" ON "Job"("status");

-- AddForeignKey
ALTER TABLE "LabelClass" ADD CONSTRAINT "LabelClass_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LabelClass" ADD CONSTRAINT "LabelClass_parentId_fkey" FOREIGN KEY ("parentId") REFERENCES "LabelClass"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Import" ADD CONSTRAINT "Import_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImportFile" ADD CONSTRAINT "ImportFile_importId_fkey" FOREIGN KEY ("importId") REFERENCES "Import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImportRow" ADD CONSTRAINT "ImportRow_importId_fkey" FOREIGN KEY ("importId") REFERENCES "Import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ImportProblem" ADD CONSTRAINT "ImportProblem_importId_fkey" FOREIGN KEY ("importId") REFERENCES "Import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Sample" ADD CONSTRAINT "Sample_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SampleText" ADD CONSTRAINT "SampleText_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "Sample"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SampleOrigin" ADD CONSTRAINT "SampleOrigin_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "Sample"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SampleOrigin" ADD CONSTRAINT "SampleOrigin_importId_fkey" FOREIGN KEY ("importId") REFERENCES "Import"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Embedding" ADD CONSTRAINT "Embedding_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "Sample"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Embedding" ADD CONSTRAINT "Embedding_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "EmbeddingModel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EmbeddingProblem" ADD CONSTRAINT "EmbeddingProblem_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "Sample"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EmbeddingProblem" ADD CONSTRAINT "EmbeddingProblem_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "EmbeddingModel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClusterRun" ADD CONSTRAINT "ClusterRun_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClusterRun" ADD CONSTRAINT "ClusterRun_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "EmbeddingModel"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Cluster" ADD CONSTRAINT "Cluster_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ClusterRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClusterMember" ADD CONSTRAINT "ClusterMember_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ClusterRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClusterMember" ADD CONSTRAINT "ClusterMember_clusterId_fkey" FOREIGN KEY ("clusterId") REFERENCES "Cluster"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ClusterMember" ADD CONSTRAINT "ClusterMember_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "Sample"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Operation" ADD CONSTRAINT "Operation_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Operation" ADD CONSTRAINT "Operation_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Operation" ADD CONSTRAINT "Operation_revertsId_fkey" FOREIGN KEY ("revertsId") REFERENCES "Operation"("id") ON DELETE NO ACTION ON UPDATE NO ACTION;

-- AddForeignKey
ALTER TABLE "OperationEffect" ADD CONSTRAINT "OperationEffect_operationId_fkey" FOREIGN KEY ("operationId") REFERENCES "Operation"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OperationEffect" ADD CONSTRAINT "OperationEffect_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "Sample"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Label" ADD CONSTRAINT "Label_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "Sample"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Label" ADD CONSTRAINT "Label_labelClassId_fkey" FOREIGN KEY ("labelClassId") REFERENCES "LabelClass"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Label" ADD CONSTRAINT "Label_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Exclusion" ADD CONSTRAINT "Exclusion_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "Sample"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Exclusion" ADD CONSTRAINT "Exclusion_labelClassId_fkey" FOREIGN KEY ("labelClassId") REFERENCES "LabelClass"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Exclusion" ADD CONSTRAINT "Exclusion_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Suggestion" ADD CONSTRAINT "Suggestion_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "Sample"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Suggestion" ADD CONSTRAINT "Suggestion_labelClassId_fkey" FOREIGN KEY ("labelClassId") REFERENCES "LabelClass"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "DatasetVersion" ADD CONSTRAINT "DatasetVersion_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "VersionBlob" ADD CONSTRAINT "VersionBlob_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "DatasetVersion"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Export" ADD CONSTRAINT "Export_versionId_fkey" FOREIGN KEY ("versionId") REFERENCES "DatasetVersion"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Job" ADD CONSTRAINT "Job_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What the Prisma schema cannot say ------------------------------------------------------------------

-- Order is by code point on every server, whatever its locale.
ALTER TABLE "Person" ALTER COLUMN "name" TYPE TEXT COLLATE "C";
ALTER TABLE "Dataset" ALTER COLUMN "name" TYPE TEXT COLLATE "C";
ALTER TABLE "LabelClass" ALTER COLUMN "name" TYPE TEXT COLLATE "C";
ALTER TABLE "Import" ALTER COLUMN "name" TYPE TEXT COLLATE "C";
ALTER TABLE "ImportFile" ALTER COLUMN "name" TYPE TEXT COLLATE "C";
ALTER TABLE "SampleOrigin" ALTER COLUMN "name" TYPE TEXT COLLATE "C";
ALTER TABLE "SampleOrigin" ALTER COLUMN "fileName" TYPE TEXT COLLATE "C";
ALTER TABLE "Sample" ALTER COLUMN "preview" TYPE TEXT COLLATE "C";

-- Vectors do not compress; storing them plain out of line saves the attempt at every write.
ALTER TABLE "Embedding" ALTER COLUMN "vector" SET STORAGE EXTERNAL;
ALTER TABLE "Cluster" ALTER COLUMN "centre" SET STORAGE EXTERNAL;

-- A bulk act rewrites the revision of thousands of samples in place: leave room on the page for it.
ALTER TABLE "Sample" SET (fillfactor = 80);

ALTER TABLE "Blob" ADD CONSTRAINT "Blob_hash_length" CHECK (octet_length("hash") = 32);
ALTER TABLE "Blob" ADD CONSTRAINT "Blob_referenceCount_range" CHECK ("referenceCount" >= 0);
ALTER TABLE "Sample" ADD CONSTRAINT "Sample_payloadHash_length" CHECK (octet_length("payloadHash") = 32);
ALTER TABLE "Embedding" ADD CONSTRAINT "Embedding_vector_length" CHECK (octet_length("vector") > 0 AND octet_length("vector") % 4 = 0);
ALTER TABLE "Dataset" ADD CONSTRAINT "Dataset_counts_range" CHECK ("sampleCount" >= 0 AND "labeledCount" BETWEEN 0 AND "sampleCount");
ALTER TABLE "LabelClass" ADD CONSTRAINT "LabelClass_labelCount_range" CHECK ("labelCount" >= 0);
ALTER TABLE "LabelClass" ADD CONSTRAINT "LabelClass_name_length" CHECK (char_length("name") BETWEEN 1 AND 200);
ALTER TABLE "ClusterMember" ADD CONSTRAINT "ClusterMember_distance_finite" CHECK ("distance" >= 0 AND "distance" <= 2.001);
ALTER TABLE "Suggestion" ADD CONSTRAINT "Suggestion_confidence_range" CHECK ("confidence" BETWEEN 0 AND 1);

-- Operations are append-only: an operation is never rewritten, and goes only with its dataset.
CREATE FUNCTION "refuse_rewrite"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER "Operation_append_only" BEFORE UPDATE ON "Operation" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_rewrite"();
CREATE TRIGGER "OperationEffect_append_only" BEFORE UPDATE ON "OperationEffect" FOR EACH STATEMENT EXECUTE FUNCTION "refuse_rewrite"();
