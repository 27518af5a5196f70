/** A field of a step, as a form shows it. The views are the platform's. */
export interface StepField {
  label: string;
  viewClass: 'TextFieldView' | 'TextAreaView' | 'SelectView' | 'CheckBoxView' | 'PasswordFieldView' | 'JSONataView';
  required: boolean;
  placeholder?: string;
  /** What it does, its format, and what holds when it is left out. */
  note: string;
  /** Value -> what it is called, for SelectView. */
  model?: Record<string, string>;
}
