-- CreateEnum
CREATE TYPE "ProducerStatus" AS ENUM ('active', 'left', 'refused');

-- AlterTable
ALTER TABLE "Embedding" ADD COLUMN     "producerId" UUID;

-- CreateTable
CREATE TABLE "EmbeddingProducer" (
    "id" UUID NOT NULL,
    "datasetId" UUID NOT NULL,
    "modelId" UUID NOT NULL,
    "personId" UUID NOT NULL,
    "tokenHash" BYTEA NOT NULL,
    "backend" TEXT NOT NULL,
    "status" "ProducerStatus" NOT NULL DEFAULT 'active',
    "ratePerS" DOUBLE PRECISION NOT NULL,
    "acceptedCount" INTEGER NOT NULL DEFAULT 0,
    "retractedCount" INTEGER NOT NULL DEFAULT 0,
    "lowestCosine" DOUBLE PRECISION,
    "reason" TEXT,
    "cursorId" UUID,
    "isReclusterDue" BOOLEAN NOT NULL DEFAULT false,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "seenAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "endedAt" TIMESTAMPTZ(3),

    CONSTRAINT "EmbeddingProducer_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "EmbeddingLease" (
    "id" UUID NOT NULL,
    "producerId" UUID NOT NULL,
    "sampleIds" UUID[],
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMPTZ(3) NOT NULL,
    "returnedAt" TIMESTAMPTZ(3),
    "vectors" BYTEA,

    CONSTRAINT "EmbeddingLease_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "LeasedSample" (
    "modelId" UUID NOT NULL,
    "sampleId" UUID NOT NULL,
    "leaseId" UUID NOT NULL,

    CONSTRAINT "LeasedSample_pkey" PRIMARY KEY ("modelId","sampleId")
);

-- CreateIndex
CREATE INDEX "EmbeddingProducer_datasetId_createdAt_idx" ON "EmbeddingProducer"("datasetId", "createdAt");

-- CreateIndex
CREATE INDEX "EmbeddingLease_producerId_idx" ON "EmbeddingLease"("producerId");

-- CreateIndex
CREATE INDEX "LeasedSample_sampleId_idx" ON "LeasedSample"("sampleId");

-- CreateIndex
CREATE INDEX "LeasedSample_leaseId_idx" ON "LeasedSample"("leaseId");

-- AddForeignKey
ALTER TABLE "Embedding" ADD CONSTRAINT "Embedding_producerId_fkey" FOREIGN KEY ("producerId") REFERENCES "EmbeddingProducer"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EmbeddingProducer" ADD CONSTRAINT "EmbeddingProducer_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EmbeddingProducer" ADD CONSTRAINT "EmbeddingProducer_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "EmbeddingModel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EmbeddingProducer" ADD CONSTRAINT "EmbeddingProducer_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "EmbeddingLease" ADD CONSTRAINT "EmbeddingLease_producerId_fkey" FOREIGN KEY ("producerId") REFERENCES "EmbeddingProducer"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LeasedSample" ADD CONSTRAINT "LeasedSample_modelId_fkey" FOREIGN KEY ("modelId") REFERENCES "EmbeddingModel"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LeasedSample" ADD CONSTRAINT "LeasedSample_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "Sample"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "LeasedSample" ADD CONSTRAINT "LeasedSample_leaseId_fkey" FOREIGN KEY ("leaseId") REFERENCES "EmbeddingLease"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Staged vectors are numbers that do not compress, like those of "Embedding".
ALTER TABLE "EmbeddingLease" ALTER COLUMN "vectors" SET STORAGE EXTERNAL;
