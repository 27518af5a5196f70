/** A field of a step, as a form shows it. The views are the platform's. */
export interface StepField {
  label: string;
  viewClass: 'TextFieldView' | 'TextAreaView' | 'SelectView' | 'CheckBoxView' | 'PasswordFieldView' | 'JSONataView';
  required: boolean;
  placeholder?: string;
  /** What it does, its format, and what holds when it is left out. */
  note: string;
  /**
   * For SelectView: value -> what it is called, or the values where they speak for themselves. A value with a dot in it
   * cannot be a key: the platform's store refuses such (OIH's component repository, MongoDB).
   */
  model?: Record<string, string> | readonly string[];
}
