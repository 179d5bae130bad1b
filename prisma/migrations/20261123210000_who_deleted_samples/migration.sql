-- AlterTable
ALTER TABLE "Sample" ADD COLUMN     "deletedById" UUID;
