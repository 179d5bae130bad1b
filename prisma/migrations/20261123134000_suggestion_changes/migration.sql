-- CreateTable
CREATE TABLE "SuggestionChange" (
    "operationId" UUID NOT NULL,
    "sampleId" UUID NOT NULL,
    "labelSource" "LabelSource" NOT NULL,
    "sourceId" UUID NOT NULL,
    "fromClassId" UUID,
    "toClassId" UUID,
    "confidence" REAL,

    CONSTRAINT "SuggestionChange_pkey" PRIMARY KEY ("operationId","sampleId","labelSource","sourceId")
);

-- CreateIndex
CREATE INDEX "SuggestionChange_sampleId_idx" ON "SuggestionChange"("sampleId");

-- AddForeignKey
ALTER TABLE "SuggestionChange" ADD CONSTRAINT "SuggestionChange_sampleId_fkey" FOREIGN KEY ("sampleId") REFERENCES "Sample"("id") ON DELETE CASCADE ON UPDATE CASCADE;
