'use client';

import { LassoSelect, Maximize, Minus, Move, Plus, SquareDashed } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MapStage } from '@/components/map/map-stage.browser';
import { COLOURINGS } from '@/components/map/map-words';
import { zoomBy } from '@/components/map/use-map-commands';
import type { MapTool } from '@/components/map/use-map-gestures';
import { useKeysOf } from '@/components/shell/commands';
import type { CommandId } from '@/components/shell/keymap';
import { IconButton } from '@/components/ui/icon-button';
import { Keys } from '@/components/ui/kbd';
import { Segmented } from '@/components/ui/segmented';
import { Select } from '@/components/ui/select';
import type { Colouring } from '@/lib/maps/map';
import { WHOLE_MAP } from '@/lib/maps/map-view';

const TOOLS = [
  { value: 'pan', says: 'Pan', icon: Move, command: 'map.pan' },
  { value: 'rectangle', says: 'Rectangle', icon: SquareDashed, command: 'map.rectangle' },
  { value: 'lasso', says: 'Lasso', icon: LassoSelect, command: 'map.lasso' },
] as const satisfies readonly { value: MapTool; says: string; icon: unknown; command: CommandId }[];

function ToolName({ tool }: { tool: (typeof TOOLS)[number] }): ReactNode {
  const keys = useKeysOf(tool.command);
  const Icon = tool.icon;
  return (
    <>
      <Icon size={14} aria-hidden />
      {tool.says}
      {keys !== undefined && (
        <span className="narrow:hidden">
          <Keys keys={keys} />
        </span>
      )}
    </>
  );
}

type ToolsProps = {
  tool: MapTool;
  onTool: (tool: MapTool) => void;
  by: Colouring;
  /** Names of metadata that samples have. */
  fields: readonly string[];
  onColour: (by: Colouring) => void;
};

/** What the pointer does on the map, and what points are coloured by. */
export function MapTools({ tool, onTool, by, fields, onColour }: ToolsProps) {
  const own = fields.map((name) => ({ value: `metadata:${name}` as const, says: name }));
  const named: { value: Colouring; says: string }[] = [...COLOURINGS, ...own];
  const current = named.some(({ value }) => value === by) ? [] : [{ value: by, says: by.replace(/^metadata:/, '') }];
  return (
    <div className="absolute top-3 left-3 z-10 flex flex-wrap items-center gap-2">
      <div className="rounded-control border border-line bg-raised shadow-e2">
        <Segmented
          label="Tool"
          value={tool}
          options={TOOLS.map((each) => ({ value: each.value, says: <ToolName tool={each} /> }))}
          onPick={onTool}
          className="bg-raised"
        />
      </div>
      <Select
        label="Colour by"
        hideLabel
        className="rounded-control shadow-e2"
        value={by}
        options={[...named, ...current].map(({ value, says }) => ({ value, says: `Colour: ${says}` }))}
        onPick={onColour}
      />
    </div>
  );
}

/** Nearer, further, all of it: for those who have no wheel. */
export function ZoomButtons({ stage }: { stage: MapStage }) {
  return (
    <div className="absolute right-3 bottom-3 z-10 flex flex-col rounded-control border border-line bg-raised shadow-e2">
      <ZoomButton command="map.nearer" says="Nearer" onPress={() => zoomBy(stage, 1.5)}>
        <Plus size={14} aria-hidden />
      </ZoomButton>
      <ZoomButton command="map.further" says="Further away" onPress={() => zoomBy(stage, 1 / 1.5)}>
        <Minus size={14} aria-hidden />
      </ZoomButton>
      <ZoomButton command="map.whole" says="The whole map" onPress={() => stage.show(WHOLE_MAP)}>
        <Maximize size={14} aria-hidden />
      </ZoomButton>
    </div>
  );
}

type ZoomProps = { command: CommandId; says: string; onPress: () => void; children: ReactNode };

function ZoomButton({ command, says, onPress, children }: ZoomProps) {
  const keys = useKeysOf(command);
  return (
    <IconButton label={says} {...(keys === undefined ? {} : { keys })} onClick={onPress}>
      {children}
    </IconButton>
  );
}
