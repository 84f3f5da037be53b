import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common';

/** The search attributes, by which deployments are found in the Temporal UI. Registered by `merganser setup`. */
export const searchAttributes = {
  service: defineSearchAttributeKey('MerganserService', SearchAttributeType.KEYWORD),
  commit: defineSearchAttributeKey('MerganserCommit', SearchAttributeType.KEYWORD),
  phase: defineSearchAttributeKey('MerganserPhase', SearchAttributeType.KEYWORD),
  outcome: defineSearchAttributeKey('MerganserOutcome', SearchAttributeType.KEYWORD),
  needsOperator: defineSearchAttributeKey('MerganserNeedsOperator', SearchAttributeType.BOOL),
} as const;
