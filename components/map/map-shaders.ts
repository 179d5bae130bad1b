/** Puts a point on its place and looks up what its value is drawn as. */
export const VERTEX_SHADER = `#version 300 es
layout(location = 0) in vec2 place;
layout(location = 1) in uint value;
uniform vec2 middle;
uniform vec2 scale;
uniform float sizePx;
uniform sampler2D palette;
flat out vec3 colour;
flat out int shape;
void main() {
  gl_Position = vec4((place - middle) * scale, 0.0, 1.0);
  gl_PointSize = sizePx + 1.0;
  vec4 texel = texelFetch(palette, ivec2(int(value & 255u), int(value >> 8u)), 0);
  colour = texel.rgb;
  shape = int(texel.a * 255.0 + 0.5);
}`;

/** Draws one of the four shapes of classes, softened over one pixel; chosen points in one colour, with an edge. */
export const FRAGMENT_SHADER = `#version 300 es
precision highp float;
uniform float sizePx;
uniform float opacity;
uniform bool hasShapes;
uniform bool isChosen;
uniform float edgePx;
uniform vec3 chosenColour;
uniform vec3 ground;
flat in vec3 colour;
flat in int shape;
out vec4 drawn;
float distanceTo(vec2 at, float radius, int form) {
  if (form == 1) return (abs(at.x) + abs(at.y)) * 0.7071 - radius * 0.8;
  if (form == 2) return max(abs(at.x), abs(at.y)) - radius * 0.86;
  if (form == 3) return max(at.y - radius * 0.75, abs(at.x) * 0.8660 - (at.y + radius) * 0.5);
  return length(at) - radius;
}
void main() {
  vec2 at = (gl_PointCoord - 0.5) * (sizePx + 1.0);
  float away = distanceTo(at, sizePx * 0.5, hasShapes ? shape : 0);
  float cover = clamp(0.5 - away, 0.0, 1.0);
  if (cover <= 0.0) discard;
  vec3 fill = isChosen ? chosenColour : colour;
  vec3 shown = mix(fill, ground, clamp(away + edgePx + 0.5, 0.0, 1.0) * step(0.01, edgePx));
  float alpha = cover * opacity;
  drawn = vec4(shown * alpha, alpha);
}`;
