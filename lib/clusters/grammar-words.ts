/**
 * English words of grammar, which name no subject: articles, pronouns, prepositions, conjunctions,
 * auxiliaries, question words and their contractions. The text model reads English, so this list does too.
 */
export const grammarWords: ReadonlySet<string> = new Set(
  `a an the this that these those such same other another each every any some all both either neither none no not
  i me my mine myself you your yours yourself he him his himself she her hers herself it its itself
  we us our ours ourselves they them their theirs themselves one ones who whom whose which what
  about above across after against along among around as at before behind below beside between beyond by down during
  except for from in inside into like near of off on onto out outside over past per since than through till to toward
  under until up upon via with within without
  and but or nor so yet because although though while whereas if unless whether when where why how
  am is are was were be been being do does did doing done have has had having can could may might must shall should
  will would ought get gets got getting gotten let lets
  isn't aren't wasn't weren't don't doesn't didn't haven't hasn't hadn't can't cannot couldn't mustn't shan't shouldn't
  won't wouldn't i'm i've i'd i'll you're you've you'd you'll he's he'd he'll she's she'd she'll it's it'd it'll
  we're we've we'd we'll they're they've they'd they'll that's there's here's what's who's where's how's why's let's
  there here then now just only also too very much many more most less least few little own again once ever never
  always still already even quite rather really almost enough else well`
    .split(/\s+/)
    .filter((word) => word !== ''),
);
