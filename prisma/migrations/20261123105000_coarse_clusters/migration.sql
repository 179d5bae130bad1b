-- AlterTable
ALTER TABLE "ClusterRun" ADD COLUMN     "kCurve" JSONB NOT NULL DEFAULT '[]';

-- AlterTable
ALTER TABLE "Cluster" ADD COLUMN     "coarseNumber" INTEGER;

-- CreateTable
CREATE TABLE "CoarseCluster" (
    "runId" UUID NOT NULL,
    "number" INTEGER NOT NULL,
    "title" TEXT NOT NULL,
    "words" JSONB NOT NULL DEFAULT '[]',

    CONSTRAINT "CoarseCluster_pkey" PRIMARY KEY ("runId","number")
);

-- AddForeignKey
ALTER TABLE "CoarseCluster" ADD CONSTRAINT "CoarseCluster_runId_fkey" FOREIGN KEY ("runId") REFERENCES "ClusterRun"("id") ON DELETE CASCADE ON UPDATE CASCADE;
