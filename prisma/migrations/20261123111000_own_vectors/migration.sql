-- AlterEnum
ALTER TYPE "JobKind" ADD VALUE 'vectors';

-- CreateTable
CREATE TABLE "VectorDelivery" (
    "id" UUID NOT NULL,
    "datasetId" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "status" "ImportStatus" NOT NULL,
    "files" JSONB NOT NULL,
    "settings" JSONB NOT NULL DEFAULT '{}',
    "inspection" JSONB,
    "message" TEXT,
    "jobId" UUID,
    "modelId" UUID,
    "personId" UUID NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "committedAt" TIMESTAMPTZ(3),

    CONSTRAINT "VectorDelivery_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "VectorRow" (
    "deliveryId" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "givenId" TEXT NOT NULL,
    "vectorHash" BYTEA,
    "outcome" TEXT NOT NULL,
    "reason" TEXT,
    "sampleId" UUID,
    "firstPosition" INTEGER,

    CONSTRAINT "VectorRow_pkey" PRIMARY KEY ("deliveryId","position")
);

-- CreateIndex
CREATE INDEX "VectorDelivery_datasetId_createdAt_idx" ON "VectorDelivery"("datasetId", "createdAt");

-- CreateIndex
CREATE INDEX "VectorRow_deliveryId_outcome_position_idx" ON "VectorRow"("deliveryId", "outcome", "position");

-- AddForeignKey
ALTER TABLE "VectorDelivery" ADD CONSTRAINT "VectorDelivery_datasetId_fkey" FOREIGN KEY ("datasetId") REFERENCES "Dataset"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "VectorRow" ADD CONSTRAINT "VectorRow_deliveryId_fkey" FOREIGN KEY ("deliveryId") REFERENCES "VectorDelivery"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- Ids are compared and ordered by code point, like the names that they match.
ALTER TABLE "VectorRow" ALTER COLUMN "givenId" TYPE TEXT COLLATE "C";
