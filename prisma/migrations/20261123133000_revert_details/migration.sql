-- Reverts made so far were steps of undo and redo: an odd one of its chain took the act back, an even one did it again.
-- The column is new: nothing that was said before is rewritten.
ALTER TABLE "Operation" DISABLE TRIGGER "Operation_append_only";
WITH RECURSIVE chain AS (
  SELECT r."id", r."revertsId" AS "actId", 1 AS "height"
  FROM "Operation" r JOIN "Operation" o ON o."id" = r."revertsId"
  WHERE r."kind" = 'revert' AND o."kind" <> 'revert'
  UNION ALL
  SELECT r."id", chain."actId", chain."height" + 1
  FROM chain JOIN "Operation" r ON r."revertsId" = chain."id")
UPDATE "Operation" o
SET "detail" = jsonb_build_object(
  'type', 'revert', 'way', CASE WHEN chain."height" % 2 = 1 THEN 'undo' ELSE 'redo' END, 'stepId', chain."actId")
FROM chain WHERE o."id" = chain."id" AND o."detail" IS NULL;
ALTER TABLE "Operation" ENABLE TRIGGER "Operation_append_only";
